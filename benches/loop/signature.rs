use std::hint::black_box;
use std::thread::sleep;
use std::time::Duration;

use anyhow::anyhow;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;

use crate::cpu::this_thread;

/// About the length of a session token's header and claims.
const TOKEN: [u8; 640] = [b'x'; 640];

/// The CPU time of one RS256 signature by a key of 2048 bits, as the embedded provider makes them: the
/// mean of `count`.
pub fn cost(count: u32) -> anyhow::Result<Duration> {
    let failed = |_| anyhow!("RSA failed");
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let random = SystemRandom::new();
    let mut signature = vec![0; pair.public_modulus_len()];
    let before = settled()?;
    for _ in 0..count {
        pair.sign(
            &RSA_PKCS1_SHA256,
            &random,
            black_box(&TOKEN),
            &mut signature,
        )
        .map_err(failed)?;
        black_box(&signature);
    }
    Ok(settled()?.saturating_sub(before) / count.max(1))
}

/// This thread's CPU time. The kernel brings the number up to date when the thread lets go of the CPU.
fn settled() -> anyhow::Result<Duration> {
    sleep(Duration::from_millis(1));
    this_thread()
}
