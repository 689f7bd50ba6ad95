//! Where the models run.

use std::str::FromStr;

use super::linear::fbgemm_works;

/// The device of a run: the CPU, or the first CUDA card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// An analyzer runs every input alone here, so that the same input has the same result to the last bit.
    Cpu,
    /// libtorch's card 0. An analyzer runs inputs in batches here; the last bits of a result may depend on its batch.
    Cuda,
}

impl Device {
    /// The CUDA card where libtorch sees one, else the CPU.
    pub fn best() -> Self {
        if tch::Cuda::is_available() { Device::Cuda } else { Device::Cpu }
    }

    /// Whether this libtorch and this machine can run on the device.
    pub fn is_available(self) -> bool {
        self == Device::Cpu || tch::Cuda::is_available()
    }

    pub(crate) fn torch(self) -> tch::Device {
        match self {
            Device::Cpu => tch::Device::Cpu,
            Device::Cuda => tch::Device::Cuda(0),
        }
    }

    /// `cpu` or `cuda`.
    pub fn name(self) -> &'static str {
        match self {
            Device::Cpu => "cpu",
            Device::Cuda => "cuda",
        }
    }
}

impl FromStr for Device {
    type Err = String;

    /// Reads `cpu`, `cuda` or `auto`; `auto` is decided here and now.
    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "cpu" => Ok(Device::Cpu),
            "cuda" => Ok(Device::Cuda),
            "auto" => Ok(Device::best()),
            _ => Err(format!("no device '{s}': cpu, cuda or auto")),
        }
    }
}

/// How exactly the models compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floating point.
    Single,
    /// 16-bit floating point in the encoder's layers, on a card that has the instructions.
    Half,
    /// 8-bit integers in the dense layers, on a CPU that has the instructions; all else in 32 bits. Each input is rounded
    /// by its own range, so it must run alone where its result is not to depend on its company.
    Int8,
}

impl Precision {
    /// Whether this libtorch and this machine can compute so on the device, and profit from it.
    pub fn is_available(self, device: Device) -> bool {
        match self {
            Precision::Single => true,
            Precision::Half => device == Device::Cuda,
            Precision::Int8 => device == Device::Cpu && fbgemm_works(),
        }
    }

    /// How the heads on an encoder compute: the encoder's output is in single precision.
    pub(super) fn of_heads(self) -> Self {
        if self == Precision::Half { Precision::Single } else { self }
    }

    /// `single`, `half` or `int8`.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Single => "single",
            Precision::Half => "half",
            Precision::Int8 => "int8",
        }
    }
}

impl FromStr for Precision {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let all = [Precision::Single, Precision::Half, Precision::Int8];
        all.into_iter().find(|p| p.name() == s).ok_or_else(|| format!("no precision '{s}': single, half or int8"))
    }
}

/// Make libtorch compute with the calling thread alone.
///
/// rayon spreads whole batches over threads. One libtorch thread each keeps the two pools
/// from fighting over the cores, and makes a batch's result the same bits however many
/// workers there are. To be called by every thread that runs a model.
pub fn single_threaded_libtorch() {
    tch::set_num_threads(1);
}
