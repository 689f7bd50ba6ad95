//! A model on disk.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tch::{Kind, Tensor, no_grad};
use thiserror::Error;

/// Why a model could not be loaded or run.
#[derive(Debug, Error)]
pub enum ModelError {
    /// A file of the folder is missing, cannot be read, or does not fit the others.
    #[error("{path}: {reason}. A model folder holds model.safetensors, config.json, vocab.txt and labels.json")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The file, and what is wrong with it.
        reason: String,
    },
    /// The weights cannot be read, or one is missing or of another shape than the settings ask for.
    #[error("{path}: the weights do not fit config.json and labels.json: {reason}")]
    Weights {
        /// The file of weights.
        path: PathBuf,
        /// Where a tensor is at fault, its name and the two shapes.
        reason: String,
    },
    /// The tokenizer, rust-bert or libtorch failed on an input; the words are theirs.
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

/// The files of one model: settings, and weights in `model.safetensors` and, where they are large, `model-2.safetensors`
/// and so on. Weights are in half precision, or in 8 bits beside a tensor of the same name and `.scale`, one for each row.
#[derive(Clone, Debug)]
pub struct ModelFolder(PathBuf);

const SCALE: &str = ".scale";

impl ModelFolder {
    /// Take a folder in which all the files are there; fails where it or one of them is missing. What they hold is looked at when the model
    /// is loaded.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let folder = ModelFolder(path.to_path_buf());
        if !path.is_dir() {
            return Err(folder.error(if path.exists() { "is no folder" } else { "there is no such folder" }));
        }
        for name in ["model.safetensors", "config.json", "vocab.txt", "labels.json"] {
            if !path.join(name).is_file() {
                return Err(folder.error(format!("{name} is missing")));
            }
        }
        Ok(folder)
    }

    /// As it was given to [`ModelFolder::open`].
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

    /// The files of weights, in order.
    fn weights(&self) -> Vec<String> {
        let more = (2..).map(|i| format!("model-{i}.safetensors")).take_while(|name| self.file(name).is_file());
        std::iter::once("model.safetensors".to_string()).chain(more).collect()
    }

    /// Copy the weights into the variables of `vs`, which gives names, shapes and device. They are single precision then:
    /// in half precision a CPU computes only slowly.
    pub(crate) fn load_weights(&self, vs: &mut tch::nn::VarStore) -> Result<(), ModelError> {
        let mut tensors = HashMap::new();
        for name in self.weights() {
            let path = self.file(&name);
            let read = Tensor::read_safetensors(&path);
            tensors.extend(read.map_err(|e| ModelError::Weights { path, reason: e.to_string() })?);
        }
        let misfit = |reason: String| ModelError::Weights { path: self.file("model.safetensors"), reason };
        no_grad(|| {
            for (name, mut variable) in vs.variables() {
                let weights = unpacked(&name, &tensors).ok_or_else(|| misfit(format!("{name} is missing")))?;
                if weights.size() != variable.size() {
                    let (got, wanted) = (weights.size(), variable.size());
                    return Err(misfit(format!("{name} has the shape {got:?}, not {wanted:?}")));
                }
                variable.f_copy_(&weights)?;
            }
            Ok(())
        })?;
        vs.freeze();
        Ok(())
    }

    /// SHA-256, in hexadecimal, of the weights, and of config.json, labels.json and vocab.txt one after the other. By
    /// these a run names the model. Fails where a file cannot be read.
    pub fn sha256(&self) -> Result<(String, String), ModelError> {
        let settings = ["config.json", "labels.json", "vocab.txt"].map(String::from);
        Ok((self.hash(&self.weights())?, self.hash(&settings)?))
    }

    fn hash(&self, names: &[String]) -> Result<String, ModelError> {
        let mut hasher = Sha256::new();
        for name in names {
            let mut copy = || std::io::copy(&mut std::fs::File::open(self.file(name))?, &mut hasher);
            copy().map_err(|e| self.error(format!("{name}: {e}")))?;
        }
        Ok(format!("{:x}", hasher.finalize()))
    }
}

/// A tensor of a model's files, out of its 8 bits where it is kept so. What comes out has half precision, so that the
/// layers pack it as they pack all others.
fn unpacked(name: &str, tensors: &HashMap<String, Tensor>) -> Option<Tensor> {
    let weights = tensors.get(name)?;
    if weights.kind() != Kind::Int8 {
        return Some(weights.shallow_clone());
    }
    let scale = tensors.get(&format!("{name}{SCALE}"))?.to_kind(Kind::Float);
    Some((weights.to_kind(Kind::Float) * scale).to_kind(Kind::Half))
}
