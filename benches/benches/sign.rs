//! Times signing one request of 16 parameters: the signer, the straightforward way, the hashes alone.

use benches::cpu_time::CpuTime;
use benches::signers::{Request, SIGNERS};

fn main() {
    let mut criterion = CpuTime::criterion();
    let request = Request::new();
    let mut group = criterion.benchmark_group("sign");
    for (name, sign) in SIGNERS {
        group.bench_function(*name, |bencher| bencher.iter(|| sign(&request)));
    }
    group.finish();
    criterion.final_summary();
}
