//! Links the folder of libtorch into the binary's search path, so that it starts from any folder.
fn main() {
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    if let Ok(home) = std::env::var("LIBTORCH") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{home}/lib");
        println!("cargo:rustc-env=QUOTESTANCE_LIBTORCH={home}");
    }
}
