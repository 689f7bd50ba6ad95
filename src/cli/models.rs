//! Which models a run takes, and what they are made of.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use quotestance::encoder::ModelFolder;
use quotestance::export::{Figure, ModelInfo, figures};

/// The models named, or those beside the program, or those of the tree it was built in.
pub fn folder(named: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = named {
        return Ok(path.to_path_buf());
    }
    let mut places = Vec::new();
    if let Ok(exe) = std::env::current_exe().and_then(|e| e.canonicalize()) {
        places.extend(exe.ancestors().skip(1).take(2).map(|dir| dir.join("models")));
    }
    places.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
    match places.iter().find(|p| p.join("quotation").is_dir()) {
        Some(p) => Ok(p.clone()),
        None => {
            let list: Vec<String> = places.iter().map(|p| p.display().to_string()).collect();
            bail!("no models found (looked in {}); name their folder with --models", list.join(", "))
        }
    }
}

/// The quotation and the stance model, by their hashes.
pub fn infos([quotation, stance]: &[PathBuf; 2]) -> Result<[ModelInfo; 2]> {
    let info = |path: &Path| -> Result<ModelInfo> {
        let (weights_sha256, settings_sha256) = ModelFolder::open(path)?.sha256()?;
        Ok(ModelInfo { folder: path.display().to_string(), weights_sha256, settings_sha256 })
    };
    Ok([info(quotation)?, info(stance)?])
}

/// Figures of the models that a run used, where their folders still hold the same weights.
pub fn known_figures(run: &serde_json::Value) -> Vec<Figure> {
    let folder = |name: &str| run.pointer(&format!("/{name}/folder")).and_then(|f| f.as_str()).map(PathBuf::from);
    let same = |name: &str| -> bool {
        let now = folder(name).and_then(|f| ModelFolder::open(&f).ok()?.sha256().ok()).map(|(weights, _)| weights);
        now.is_some() && now.as_deref() == run.pointer(&format!("/{name}/weights_sha256")).and_then(|h| h.as_str())
    };
    match (folder("quotation_model"), folder("stance_model")) {
        (Some(quotation), Some(stance)) if same("quotation_model") && same("stance_model") => {
            figures(&[quotation, stance])
        }
        _ => Vec::new(),
    }
}
