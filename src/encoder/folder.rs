//! A model on disk.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Why a model could not be loaded or run.
#[derive(Debug, Error)]
pub enum ModelError {
    #[error("{path}: {reason}. A model folder holds model.safetensors, config.json, vocab.txt and labels.json")]
    Folder { path: PathBuf, reason: String },
    #[error("{path}: the weights do not fit config.json and labels.json: {reason}")]
    Weights { path: PathBuf, reason: String },
    #[error("the model failed: {0}")]
    Run(String),
}

impl From<tch::TchError> for ModelError {
    fn from(e: tch::TchError) -> Self {
        ModelError::Run(e.to_string())
    }
}

impl From<rust_bert::RustBertError> for ModelError {
    fn from(e: rust_bert::RustBertError) -> Self {
        ModelError::Run(e.to_string())
    }
}

/// The files of one model.
#[derive(Clone, Debug)]
pub struct ModelFolder(PathBuf);

impl ModelFolder {
    /// Check that all the files are there.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let folder = ModelFolder(path.to_path_buf());
        for name in ["model.safetensors", "config.json", "vocab.txt", "labels.json"] {
            if !path.join(name).is_file() {
                return Err(folder.error(format!("{name} is missing")));
            }
        }
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn error(&self, reason: impl Into<String>) -> ModelError {
        ModelError::Folder { path: self.0.clone(), reason: reason.into() }
    }

    /// One of the JSON files, read into `T`.
    pub(crate) fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, ModelError> {
        let text = std::fs::read_to_string(self.file(name)).map_err(|e| self.error(format!("{name}: {e}")))?;
        serde_json::from_str(&text).map_err(|e| self.error(format!("{name}: {e}")))
    }

    /// Copy the weights into the variables of `vs`, which gives names, shapes and device.
    pub(crate) fn load_weights(&self, vs: &mut tch::nn::VarStore) -> Result<(), ModelError> {
        let path = self.file("model.safetensors");
        vs.load(&path).map_err(|e| ModelError::Weights { path, reason: e.to_string() })?;
        // loading takes over the file's half precision, which a CPU computes in only slowly
        vs.float();
        vs.freeze();
        Ok(())
    }

    /// SHA-256, in hexadecimal, of the weights, and of config.json, labels.json and vocab.txt one after the other. By
    /// these a run names the model.
    pub fn sha256(&self) -> Result<(String, String), ModelError> {
        Ok((self.hash(&["model.safetensors"])?, self.hash(&["config.json", "labels.json", "vocab.txt"])?))
    }

    fn hash(&self, names: &[&str]) -> Result<String, ModelError> {
        let mut hasher = Sha256::new();
        for name in names {
            let mut copy = || std::io::copy(&mut std::fs::File::open(self.file(name))?, &mut hasher);
            copy().map_err(|e| self.error(format!("{name}: {e}")))?;
        }
        Ok(format!("{:x}", hasher.finalize()))
    }
}
