//! What identify, identify push and ping told about each peer since it connected.

use std::{
    collections::{HashMap, HashSet},
    sync::Mutex,
    time::Duration,
};

use libp2p::{PeerId, core::PeerRecord, identify::Info, swarm::ConnectionId};
use serde_json::{Value, json};
use tokio::sync::watch;

pub struct Identified {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    infos: HashMap<PeerId, Info>,
    connections: HashSet<ConnectionId>,
    pings: HashMap<PeerId, Vec<Result<Duration, String>>>,
}

impl Identified {
    pub fn new() -> Self {
        Self { state: Mutex::default(), changes: watch::Sender::new(0) }
    }

    pub fn learn(&self, connection: ConnectionId, peer: PeerId, info: Info) {
        let mut state = self.state.lock().expect("no panic");
        state.infos.insert(peer, info);
        state.connections.insert(connection);
        drop(state);
        self.changes.send_modify(|count| *count += 1);
    }

    pub fn forget(&self, peer: PeerId) {
        let mut state = self.state.lock().expect("no panic");
        state.infos.remove(&peer);
        state.pings.remove(&peer);
    }

    pub fn pinged(&self, peer: PeerId, result: Result<Duration, String>) {
        self.state.lock().expect("no panic").pings.entry(peer).or_default().push(result);
        self.changes.send_modify(|count| *count += 1);
    }

    /// Waits until the peer is identified and, where one is named, has the protocol.
    pub async fn about(&self, peer: PeerId, protocol: Option<&str>) -> Value {
        self.until(|state| {
            let info = state.infos.get(&peer)?;
            let has = protocol.is_none_or(|wanted| info.protocols.iter().any(|have| have.as_ref() == wanted));
            has.then(|| report(peer, info))
        })
        .await
    }

    /// Waits until identify has finished on this connection.
    pub async fn on(&self, connection: ConnectionId) {
        self.until(|state| state.connections.remove(&connection).then_some(())).await
    }

    /// The next results of the library's own periodic ping.
    pub async fn next_pings(&self, peer: PeerId, count: usize) -> Result<Vec<Duration>, String> {
        let done = self.state.lock().expect("no panic").pings.get(&peer).map_or(0, Vec::len);
        self.until(|state| {
            let results = state.pings.get(&peer)?.get(done..done + count)?;
            Some(results.iter().cloned().collect())
        })
        .await
    }

    async fn until<T>(&self, mut check: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut changes = self.changes.subscribe();
        loop {
            if let Some(result) = check(&mut self.state.lock().expect("no panic")) {
                return result;
            }
            changes.changed().await.expect("the sender lives as long as self");
        }
    }
}

fn report(peer: PeerId, info: &Info) -> Value {
    // The library hands out a record only after it has verified it, and it only reads its own older kind.
    let record = info.signed_peer_record.clone().and_then(|envelope| PeerRecord::from_signed_envelope(envelope).ok());
    json!({
        "peerId": peer.to_string(),
        "agentVersion": info.agent_version,
        "protocolVersion": info.protocol_version,
        "protocols": info.protocols.iter().map(|protocol| protocol.as_ref()).collect::<Vec<&str>>(),
        "listenAddrs": info.listen_addrs,
        "observedAddr": info.observed_addr,
        "publicKeyType": info.public_key.key_type().to_string(),
        "signedRecord": match record {
            None => json!({"present": false}),
            Some(record) => json!({"present": true, "valid": record.peer_id() == peer,
                "seq": record.seq().to_string(), "addrs": record.addresses()}),
        },
    })
}
