//! The server side of every protocol the matrix uses.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use futures::{AsyncReadExt, AsyncWriteExt};
use libp2p::{Stream, StreamProtocol};
use tokio::sync::{Notify, mpsc};

use crate::payload::{BLOCK, drain, was_reset, write_filler};

pub const ECHO: StreamProtocol = StreamProtocol::new("/echo/1.0.0");
pub const PERF: StreamProtocol = StreamProtocol::new("/perf/1.0.0");
pub const HALF_CLOSE: StreamProtocol = StreamProtocol::new("/test/half-close/1.0.0");
pub const RESET: StreamProtocol = StreamProtocol::new("/test/reset/1.0.0");
pub const SINK: StreamProtocol = StreamProtocol::new("/test/sink/1.0.0");
pub const REQUEST_RESPONSE: StreamProtocol = StreamProtocol::new("/test/reqres/1.0.0");
pub const ALL: [StreamProtocol; 6] = [ECHO, PERF, HALF_CLOSE, RESET, SINK, REQUEST_RESPONSE];

#[derive(Default)]
pub struct Handlers {
    pub echo_finished: AtomicU64,
    pub echo_failed: AtomicU64,
    pub sink_bytes: AtomicU64,
    sinks: AtomicU64,
    released: Notify,
}

impl Handlers {
    /// Serves until the node is gone. A stream dropped before it was closed is reset by the library.
    pub async fn serve(self: Arc<Self>, mut incoming: mpsc::UnboundedReceiver<(StreamProtocol, Stream)>) {
        while let Some((protocol, stream)) = incoming.recv().await {
            let handlers = self.clone();
            tokio::spawn(async move {
                if let Err(error) = handlers.handle(&protocol, stream).await {
                    eprintln!("{protocol}: {error}");
                }
            });
        }
    }

    /// Lets the sinks that wait now read on.
    pub fn release(&self) -> u64 {
        self.released.notify_waiters();
        self.sinks.swap(0, Relaxed)
    }

    async fn handle(&self, protocol: &StreamProtocol, mut stream: Stream) -> io::Result<()> {
        match protocol.as_ref() {
            "/echo/1.0.0" => self.echo(stream).await,
            "/test/sink/1.0.0" => self.sink(stream).await,
            "/perf/1.0.0" => perf(stream).await,
            "/test/half-close/1.0.0" => half_close(stream).await,
            "/test/reset/1.0.0" => reset(stream).await,
            "/test/reqres/1.0.0" => request_response(stream).await,
            _ => stream.close().await,
        }
    }

    async fn echo(&self, mut stream: Stream) -> io::Result<()> {
        let result = echo(&mut stream).await;
        let counter = if result.is_ok() { &self.echo_finished } else { &self.echo_failed };
        counter.fetch_add(1, Relaxed);
        result
    }

    async fn sink(&self, mut stream: Stream) -> io::Result<()> {
        let released = self.released.notified();
        self.sinks.fetch_add(1, Relaxed);
        released.await;
        let count = drain(&mut stream).await?;
        self.sink_bytes.fetch_add(count, Relaxed);
        stream.write_all(&count.to_be_bytes()).await?;
        stream.close().await
    }
}

async fn echo(stream: &mut Stream) -> io::Result<()> {
    let mut block = vec![0; BLOCK];
    loop {
        match stream.read(&mut block).await? {
            0 => break,
            count => {
                stream.write_all(&block[..count]).await?;
                stream.flush().await?;
            }
        }
    }
    if let Some(error) = was_reset(stream).await {
        return Err(error);
    }
    stream.close().await
}

async fn perf(mut stream: Stream) -> io::Result<()> {
    let mut head = [0; 8];
    stream.read_exact(&mut head).await?;
    drain(&mut stream).await?;
    write_filler(&mut stream, u64::from_be_bytes(head)).await?;
    stream.close().await
}

async fn half_close(mut stream: Stream) -> io::Result<()> {
    let mut answer = b"answer:".to_vec();
    stream.read_to_end(&mut answer).await?;
    stream.write_all(&answer).await?;
    stream.close().await
}

async fn reset(mut stream: Stream) -> io::Result<()> {
    stream.read_exact(&mut [0]).await?;
    drop(stream);
    Ok(())
}

async fn request_response(mut stream: Stream) -> io::Result<()> {
    let mut answer = vec![0; 4];
    stream.read_exact(&mut answer).await?;
    let length = u32::from_be_bytes([answer[0], answer[1], answer[2], answer[3]]) as usize;
    answer.resize(4 + length, 0);
    stream.read_exact(&mut answer[4..]).await?;
    stream.write_all(&answer).await?;
    stream.close().await
}
