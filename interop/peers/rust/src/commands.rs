//! One branch for each command of the control protocol.

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use libp2p::{Multiaddr, PeerId, StreamProtocol};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::node::Node;

const TIMEOUT: Duration = Duration::from_secs(15);

pub struct Commands {
    pub node: Node,
}

impl Commands {
    pub fn new(node: Node) -> Self {
        Self { node }
    }

    pub async fn run(&self, call: &Value) -> Result<Value, String> {
        match call["cmd"].as_str().unwrap_or_default() {
            "connect" => self.connect(call).await,
            "connections" => {
                let connections = self.node.connections();
                Ok(json!({"connections": connections.iter().map(|each| each.describe()).collect::<Vec<_>>()}))
            }
            "disconnect" => self.node.disconnect(peer(call)?).await.map(|()| json!({})),
            "identify" => self.identify(call).await,
            "ping" => self.ping(call).await,
            "echo" => self.echo(call).await,
            "streams" => self.streams(call).await,
            "halfclose" => self.half_close(peer(call)?).await,
            "reset" => self.reset(peer(call)?).await,
            "resetme" => self.reset_me(call).await,
            "open" => self.open_and_close(call).await,
            "push" => Ok(json!({"protocol": self.node.push()?})),
            "release" => Ok(json!({"released": self.node.handlers.release()})),
            "stats" => self.stats(),
            "perf" => self.perf(call).await,
            "reqres" => self.request_response(call).await,
            "setups" => self.setups(call).await,
            "firstbyte" => self.first_byte(call).await,
            "cpu" => cpu(),
            unknown => Err(format!("unknown command {unknown:?}")),
        }
    }

    async fn connect(&self, call: &Value) -> Result<Value, String> {
        let limit = call["timeoutMs"].as_u64().map_or(TIMEOUT, Duration::from_millis);
        let connection = timeout(limit, self.node.dial(addr(call)?)).await.map_err(|_| "the dial timed out")??;
        Ok(connection.describe())
    }

    async fn identify(&self, call: &Value) -> Result<Value, String> {
        let limit = call["timeoutMs"].as_u64().map_or(TIMEOUT, Duration::from_millis);
        let (peer, protocol) = (peer(call)?, call["protocol"].as_str());
        timeout(limit, self.node.identified.about(peer, protocol))
            .await
            .map_err(|_| format!("timed out waiting for identify of {peer} {protocol:?}"))
    }

    async fn ping(&self, call: &Value) -> Result<Value, String> {
        let count = call["count"].as_u64().unwrap_or(1) as usize;
        let rtts = timeout(TIMEOUT, self.node.identified.next_pings(peer(call)?, count))
            .await
            .map_err(|_| "the ping timed out")??;
        Ok(json!({"rttMs": rtts.iter().map(|rtt| rtt.as_secs_f64() * 1000.0).collect::<Vec<_>>()}))
    }

    fn stats(&self) -> Result<Value, String> {
        let handlers = &self.node.handlers;
        Ok(json!({
            "echoFinished": handlers.echo_finished.load(Relaxed),
            "echoFailed": handlers.echo_failed.load(Relaxed),
            "sinkBytes": handlers.sink_bytes.load(Relaxed),
        }))
    }
}

pub fn peer(call: &Value) -> Result<PeerId, String> {
    let text = call["peer"].as_str().unwrap_or_default();
    text.parse().map_err(|error| format!("peer {text:?}: {error}"))
}

pub fn addr(call: &Value) -> Result<Multiaddr, String> {
    let text = call["addr"].as_str().unwrap_or_default();
    text.parse().map_err(|error| format!("addr {text:?}: {error}"))
}

pub fn protocol(call: &Value, otherwise: StreamProtocol) -> Result<StreamProtocol, String> {
    match call["protocol"].as_str() {
        None => Ok(otherwise),
        Some(name) => StreamProtocol::try_from_owned(name.to_string()).map_err(|error| error.to_string()),
    }
}

fn cpu() -> Result<Value, String> {
    // SAFETY: getrusage fills the zeroed struct it is given.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    let (user, system) = (seconds(usage.ru_utime), seconds(usage.ru_stime));
    Ok(json!({"seconds": user + system, "user": user, "system": system}))
}
