//! The commands that move bytes.

use std::{
    sync::atomic::{AtomicI64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use futures::{AsyncReadExt, AsyncWriteExt, FutureExt, future};
use libp2p::{PeerId, Stream, StreamProtocol};
use serde_json::{Value, json};
use tokio::{sync::watch, time::timeout};

use crate::{
    commands::{Commands, addr, peer, protocol},
    handlers::{ECHO, HALF_CLOSE, PERF, REQUEST_RESPONSE, RESET},
    payload::{BLOCK, deterministic_bytes, drain, echo_over, was_reset, write_filler},
};

const IDENTIFY_TIMEOUT: Duration = Duration::from_secs(10);

fn text(error: impl ToString) -> String {
    error.to_string()
}

impl Commands {
    pub async fn echo(&self, call: &Value) -> Result<Value, String> {
        let stream = self.node.open(peer(call)?, ECHO).await?;
        let chunk = call["chunk"].as_u64().unwrap_or(BLOCK as u64) as usize;
        echo_over(stream, payload(call, 0), chunk, future::ready(())).await
    }

    pub async fn streams(&self, call: &Value) -> Result<Value, String> {
        let (peer, count) = (peer(call)?, number(call, "count") as usize);
        let stall = number(call, "stall") as usize;
        let opened = future::try_join_all((0..count).map(|_| self.node.open(peer, ECHO))).await?;
        let (release, gate) = watch::channel(false);
        let mut echoes: Vec<_> = opened
            .into_iter()
            .enumerate()
            .map(|(index, stream)| {
                let mut gate = gate.clone();
                let open = async move {
                    let _ = gate.wait_for(|open| *open || index >= stall).await;
                };
                tokio::spawn(echo_over(stream, payload(call, index as u32), BLOCK, open).map(outcome))
            })
            .collect();
        let others = future::join_all(echoes.split_off(stall)).await;
        let _ = release.send(true);
        let stalled = future::join_all(echoes).await;
        let streams: Vec<Value> = stalled.into_iter().chain(others).map(|echo| echo.unwrap_or_default()).collect();
        Ok(json!({"finishedBeforeStalled": count - stall, "streams": streams}))
    }

    pub async fn half_close(&self, peer: PeerId) -> Result<Value, String> {
        let mut stream = self.node.open(peer, HALF_CLOSE).await?;
        stream.write_all(b"request").await.map_err(text)?;
        stream.close().await.map_err(text)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.map_err(text)?;
        if answer != "answer:request" {
            return Err(format!("half-close answered {answer:?}, expected \"answer:request\""));
        }
        Ok(json!({"answer": answer}))
    }

    pub async fn reset(&self, peer: PeerId) -> Result<Value, String> {
        let mut stream = self.node.open(peer, RESET).await?;
        stream.write_all(&[0]).await.map_err(text)?;
        stream.flush().await.map_err(text)?;
        let count = match drain(&mut stream).await {
            Ok(count) => count,
            Err(error) => return Ok(json!({"seen": error.to_string()})),
        };
        match was_reset(&mut stream).await {
            Some(error) => Ok(json!({"seen": error.to_string()})),
            None => Err(format!("the stream ended in order after {count} bytes, expected a reset")),
        }
    }

    /// Dropping a stream that is not closed resets it.
    pub async fn reset_me(&self, call: &Value) -> Result<Value, String> {
        let mut stream = self.node.open(peer(call)?, protocol(call, ECHO)?).await?;
        let mut block = [0; 1024];
        stream.write_all(&block).await.map_err(text)?;
        stream.flush().await.map_err(text)?;
        stream.read_exact(&mut block).await.map_err(text)?;
        Ok(json!({}))
    }

    pub async fn open_and_close(&self, call: &Value) -> Result<Value, String> {
        let wanted = protocol(call, ECHO)?;
        let mut stream = self.node.open(peer(call)?, wanted.clone()).await?;
        stream.close().await.map_err(text)?;
        Ok(json!({"protocol": wanted.to_string()}))
    }

    pub async fn perf(&self, call: &Value) -> Result<Value, String> {
        let (peer, upload, download) = (peer(call)?, number(call, "upload"), number(call, "download"));
        let started = Instant::now();
        let transfer = async || {
            let stream = self.node.open(peer, PERF).await?;
            // On a task of its own, or one core would carry all streams.
            tokio::spawn(transfer(stream, upload, download)).await.map_err(text)??;
            Ok::<_, String>(started.elapsed().as_secs_f64())
        };
        let each = future::try_join_all((0..number(call, "streams").max(1)).map(|_| transfer())).await?;
        Ok(json!({"seconds": started.elapsed().as_secs_f64(), "eachSeconds": each}))
    }

    pub async fn request_response(&self, call: &Value) -> Result<Value, String> {
        let (peer, wanted) = (peer(call)?, protocol(call, REQUEST_RESPONSE)?);
        let (size, count) = (call["size"].as_u64().unwrap_or(1024), number(call, "count"));
        let mut request = (size as u32).to_be_bytes().to_vec();
        request.extend(deterministic_bytes(1, size as usize));
        let started = Instant::now();
        let left = AtomicI64::new(count as i64);
        let worker = || async {
            let mut took = Vec::new();
            while left.fetch_sub(1, Relaxed) > 0 {
                let begun = Instant::now();
                self.exchange(peer, &wanted, &request).await?;
                took.push(begun.elapsed());
            }
            Ok::<_, String>(took)
        };
        let workers = future::try_join_all((0..number(call, "inflight").max(1)).map(|_| worker())).await?;
        let seconds = started.elapsed().as_secs_f64();
        let mut took = workers.concat();
        took.sort();
        Ok(json!({"seconds": seconds, "count": count, "p50Ms": rank(&took, 0.5), "p99Ms": rank(&took, 0.99)}))
    }

    /// From nothing to the first byte that comes back on a stream.
    pub async fn first_byte(&self, call: &Value) -> Result<Value, String> {
        let addr = addr(call)?;
        let started = Instant::now();
        let connection = self.node.dial(addr).await?;
        let mut stream = self.node.open(connection.peer, ECHO).await?;
        let mut block = [0; 1];
        stream.write_all(&block).await.map_err(text)?;
        stream.flush().await.map_err(text)?;
        stream.read_exact(&mut block).await.map_err(text)?;
        Ok(json!({"seconds": started.elapsed().as_secs_f64()}))
    }

    async fn exchange(&self, peer: PeerId, wanted: &StreamProtocol, request: &[u8]) -> Result<(), String> {
        let mut stream = self.node.open(peer, wanted.clone()).await?;
        stream.write_all(request).await.map_err(text)?;
        stream.close().await.map_err(text)?;
        let mut answer = Vec::with_capacity(request.len() + 1);
        stream.read_to_end(&mut answer).await.map_err(text)?;
        if answer.len() != request.len() {
            return Err(format!("the answer has {} bytes, expected {}", answer.len(), request.len()));
        }
        Ok(())
    }

    pub async fn setups(&self, call: &Value) -> Result<Value, String> {
        let (addr, count) = (addr(call)?, number(call, "count"));
        let identify = call["identify"].as_bool().unwrap_or(true);
        let started = Instant::now();
        for _ in 0..count {
            let connection = self.node.dial(addr.clone()).await?;
            if identify {
                timeout(IDENTIFY_TIMEOUT, self.node.identified.on(connection.id))
                    .await
                    .map_err(|_| "timed out waiting for identify on the connection")?;
            }
            self.node.close(connection.id).await?;
        }
        Ok(json!({"seconds": started.elapsed().as_secs_f64(), "count": count}))
    }
}

async fn transfer(mut stream: Stream, upload: u64, download: u64) -> Result<(), String> {
    stream.write_all(&download.to_be_bytes()).await.map_err(text)?;
    write_filler(&mut stream, upload).await.map_err(text)?;
    stream.close().await.map_err(text)?;
    let received = drain(&mut stream).await.map_err(text)?;
    if received != download {
        return Err(format!("received {received} of {download} bytes"));
    }
    Ok(())
}

/// The time, in ms, that so large a part of the sorted ones is not above.
fn rank(sorted: &[Duration], part: f64) -> f64 {
    let index = (part * sorted.len() as f64) as usize;
    sorted.get(index.min(sorted.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

fn number(call: &Value, name: &str) -> u64 {
    call[name].as_u64().unwrap_or(0)
}

fn payload(call: &Value, index: u32) -> Vec<u8> {
    let seed = call["seed"].as_u64().unwrap_or(1) as u32;
    deterministic_bytes(seed.wrapping_add(index), number(call, "bytes") as usize)
}

fn outcome(result: Result<Value, String>) -> Value {
    match result {
        Ok(_) => json!({"ok": true}),
        Err(error) => json!({"ok": false, "error": error}),
    }
}
