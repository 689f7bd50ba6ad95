//! What the encoder makes of the processor: its floating-point operations a second beside those of plain matrix products
//! of libtorch of the same shapes, in single precision, on one core, in turns.
//!
//! `cargo bench --bench flops` prints medians and the ratio; at 0.75 and more the encoder loses little. As a test, one
//! round runs, and nothing is printed.

use std::time::Instant;

use tch::{Kind, Tensor, no_grad};

use quotestance::encoder::{Device, ModelFolder, Precision, QuotationNet, single_threaded_libtorch};

const ROUNDS: usize = 15;
/// Products of each kind are repeated, so that both sides of a round take about as long.
const REPEATS: usize = 4;
const LAYERS: usize = 6;
const WIDTH: usize = 384;
const WIDE: usize = 1536;

fn median(mut v: Vec<f64>) -> f64 {
    let middle = v.len() / 2;
    *v.select_nth_unstable_by(middle, f64::total_cmp).1
}

fn main() {
    let measures = std::env::args().any(|a| a == "--bench");
    single_threaded_libtorch();
    let tree = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let article = std::fs::read_to_string(tree.join("data/samples/longread-border.txt")).expect("the sample is there");
    let folder = ModelFolder::open(&tree.join("models/quotation")).expect("the model is there");
    let net = QuotationNet::load(&folder, Device::Cpu, Precision::Single).expect("the model loads");
    let pieces = net.pieces(&article).expect("it tokenizes");
    let windows = net.windows(&pieces);

    let mut encoder_flop = 0.0;
    let mut products = Vec::new();
    for w in &windows {
        let n = w.ids.len();
        // dense layers and attention of the encoder; the heads come on top, and are not counted
        encoder_flop += (LAYERS * n * 2 * (4 * WIDTH * WIDTH + 2 * WIDTH * WIDE + 2 * n * WIDTH)) as f64;
        for (from, to) in [(WIDTH, 3 * WIDTH), (WIDTH, WIDTH), (WIDTH, WIDE), (WIDE, WIDTH)] {
            let random = |a: usize, b: usize| Tensor::randn([a as i64, b as i64], (Kind::Float, tch::Device::Cpu));
            products.push((random(n, from), random(to, from).transpose(0, 1), (2 * n * from * to) as f64));
        }
    }
    let products_flop: f64 = REPEATS as f64 * products.iter().map(|p| p.2).sum::<f64>();

    let (mut encoder, mut plain) = (Vec::new(), Vec::new());
    for _ in 0..if measures { ROUNDS } else { 1 } {
        let start = Instant::now();
        for w in &windows {
            net.score(&[w]).expect("the model runs");
        }
        encoder.push(encoder_flop / start.elapsed().as_secs_f64() / 1e9);
        let start = Instant::now();
        no_grad(|| {
            for _ in 0..REPEATS {
                for (a, b, _) in &products {
                    let _ = std::hint::black_box(a.matmul(b));
                }
            }
        });
        plain.push(products_flop / start.elapsed().as_secs_f64() / 1e9);
    }
    if !measures {
        return;
    }
    let ratio = median(encoder.iter().zip(&plain).map(|(e, p)| e / p).collect());
    println!("encoder {:.1} GFLOP/s, plain products {:.1} GFLOP/s, ratio {ratio:.2}", median(encoder), median(plain));
}
