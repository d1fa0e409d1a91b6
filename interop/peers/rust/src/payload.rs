//! Bytes to send and ways to read them.

use std::io;

use futures::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use libp2p::Stream;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const BLOCK: usize = 64 * 1024;

/// The bytes of a seed: xorshift32, four little-endian bytes a step, the same in every peer.
pub fn deterministic_bytes(seed: u32, length: usize) -> Vec<u8> {
    let mut payload = Vec::with_capacity(length + 3);
    let mut state = match seed ^ 0x9e37_79b9 {
        0 => 1,
        state => state,
    };
    while payload.len() < length {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        payload.extend_from_slice(&state.to_le_bytes());
    }
    payload.truncate(length);
    payload
}

/// Writes the payload while it reads, half-closes and compares. Reading starts when the gate says so.
pub async fn echo_over(
    stream: Stream,
    payload: Vec<u8>,
    chunk: usize,
    gate: impl Future<Output = ()>,
) -> Result<Value, String> {
    let (reader, mut writer) = stream.split();
    let write = async {
        for piece in payload.chunks(chunk) {
            writer.write_all(piece).await?;
        }
        writer.close().await
    };
    let read = async {
        gate.await;
        hash(reader).await
    };
    let ((), (received, got)) = futures::try_join!(write, read).map_err(|error| error.to_string())?;
    let expected = hex(&Sha256::digest(&payload));
    if got != expected {
        return Err(format!("echoed {received} bytes with sha256 {got}, sent {} bytes with {expected}", payload.len()));
    }
    Ok(json!({"bytes": received, "sha256": got}))
}

async fn hash(mut reader: impl AsyncRead + Unpin) -> io::Result<(u64, String)> {
    let (mut hash, mut block, mut received) = (Sha256::new(), vec![0; BLOCK], 0);
    loop {
        match reader.read(&mut block).await? {
            0 => return Ok((received, hex(&hash.finalize()))),
            count => {
                hash.update(&block[..count]);
                received += count as u64;
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub async fn write_filler(writer: &mut (impl AsyncWrite + Unpin), length: u64) -> io::Result<()> {
    let block = vec![0; BLOCK];
    let mut left = length;
    while left > 0 {
        let piece = left.min(BLOCK as u64);
        writer.write_all(&block[..piece as usize]).await?;
        left -= piece;
    }
    Ok(())
}

/// Reads to the end and counts.
pub async fn drain(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<u64> {
    let (mut block, mut count) = (vec![0; BLOCK], 0);
    loop {
        match reader.read(&mut block).await? {
            0 => return Ok(count),
            read => count += read as u64,
        }
    }
}

/// The library reads a reset as the end of the stream; only writing tells them apart. A write of nothing is enough.
pub async fn was_reset(stream: &mut Stream) -> Option<io::Error> {
    stream.write(&[]).await.err()
}
