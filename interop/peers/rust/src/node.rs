//! The swarm and the one task that owns it.

use std::{
    collections::HashMap,
    error::Error,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use futures::StreamExt;
use libp2p::{
    Multiaddr, PeerId, Stream, StreamProtocol, Swarm,
    core::ConnectedPoint,
    identify, ping,
    swarm::{
        self, ConnectionId, NetworkBehaviour, SwarmEvent,
        dial_opts::{DialOpts, PeerCondition},
    },
};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use crate::{
    Options,
    handlers::{self, Handlers},
    identified::Identified,
    negotiated::Negotiated,
    streams,
    transports::{transport_of, transports},
};

const PROTOCOL_VERSION: &str = "ipfs/0.1.0";
const LONG: Duration = Duration::from_secs(3600);

#[derive(NetworkBehaviour)]
struct Behaviour {
    identify: identify::Behaviour,
    ping: ping::Behaviour,
    streams: streams::Behaviour,
}

#[derive(Clone)]
pub struct Connection {
    pub id: ConnectionId,
    pub peer: PeerId,
    endpoint: ConnectedPoint,
    negotiated: (String, String),
}

impl Connection {
    pub fn describe(&self) -> Value {
        json!({
            "peerId": self.peer.to_string(),
            "direction": if self.endpoint.is_dialer() { "outbound" } else { "inbound" },
            "transport": transport_of(self.endpoint.get_remote_address()),
            "security": self.negotiated.0,
            "muxer": self.negotiated.1,
            "earlyMuxer": false,
            "remoteAddr": self.endpoint.get_remote_address(),
            "streams": null,
        })
    }
}

type Connected = oneshot::Sender<Result<Connection, String>>;

enum Order {
    Dial(Multiaddr, Connected),
    Open(PeerId, StreamProtocol, streams::Opened),
    Add(StreamProtocol),
    Disconnect(PeerId, oneshot::Sender<()>),
    Close(ConnectionId, oneshot::Sender<()>),
}

pub struct Node {
    pub peer_id: PeerId,
    pub handlers: Arc<Handlers>,
    pub identified: Arc<Identified>,
    connections: Arc<Mutex<HashMap<ConnectionId, Connection>>>,
    orders: mpsc::UnboundedSender<Order>,
    pushed: AtomicU64,
}

/// Starts the node and returns it with the addresses it listens on.
pub async fn start(options: Options) -> Result<(Node, Vec<String>), Box<dyn Error>> {
    let negotiated = Negotiated::default();
    let (incoming, streams) = mpsc::unbounded_channel();
    let mut swarm = swarm(&options, &negotiated, incoming)?;
    let mut addrs = Vec::new();
    for addr in &options.listen {
        swarm.listen_on(addr.clone())?;
    }
    while addrs.len() < options.listen.len() {
        if let SwarmEvent::NewListenAddr { address, .. } = swarm.select_next_some().await {
            addrs.push(format!("{address}/p2p/{}", swarm.local_peer_id()));
        }
    }
    let (orders, received) = mpsc::unbounded_channel();
    let node = Node {
        peer_id: *swarm.local_peer_id(),
        handlers: Arc::default(),
        identified: Arc::new(Identified::new()),
        connections: Arc::default(),
        orders,
        pushed: AtomicU64::new(0),
    };
    tokio::spawn(node.handlers.clone().serve(streams));
    let owner = Owner {
        swarm,
        negotiated,
        connections: node.connections.clone(),
        identified: node.identified.clone(),
        dialling: HashMap::new(),
        closing: Vec::new(),
    };
    tokio::spawn(owner.run(received));
    Ok((node, addrs))
}

fn swarm(
    options: &Options,
    negotiated: &Negotiated,
    incoming: streams::Incoming,
) -> Result<Swarm<Behaviour>, Box<dyn Error>> {
    let key = &options.keypair;
    let version = PROTOCOL_VERSION.to_string();
    let identify = if options.signed_record {
        identify::Config::new_with_signed_peer_record(version, key)
    } else {
        identify::Config::new(version, key.public())
    };
    let behaviour = Behaviour {
        identify: identify::Behaviour::new(identify),
        ping: ping::Behaviour::new(ping::Config::new().with_interval(Duration::from_millis(200))),
        streams: streams::Behaviour::new(handlers::ALL.to_vec(), incoming),
    };
    let config = swarm::Config::with_tokio_executor()
        .with_idle_connection_timeout(LONG)
        .with_max_negotiating_inbound_streams(4096);
    let transport = transports(key, &options.upgrades, &options.certificates, negotiated)?;
    Ok(Swarm::new(transport, behaviour, key.public().to_peer_id(), config))
}

impl Node {
    pub async fn dial(&self, addr: Multiaddr) -> Result<Connection, String> {
        self.order(|reply| Order::Dial(addr, reply)).await?
    }

    pub async fn open(&self, peer: PeerId, protocol: StreamProtocol) -> Result<Stream, String> {
        self.order(|reply| Order::Open(peer, protocol, reply)).await.map_err(|_| format!("no connection to {peer}"))?
    }

    pub async fn disconnect(&self, peer: PeerId) -> Result<(), String> {
        self.order(|reply| Order::Disconnect(peer, reply)).await
    }

    pub async fn close(&self, connection: ConnectionId) -> Result<(), String> {
        self.order(|reply| Order::Close(connection, reply)).await
    }

    pub fn push(&self) -> Result<String, String> {
        let name = format!("/test/pushed/{}", self.pushed.fetch_add(1, Relaxed) + 1);
        let protocol = StreamProtocol::try_from_owned(name.clone()).map_err(|error| error.to_string())?;
        self.orders.send(Order::Add(protocol)).map_err(|error| error.to_string())?;
        Ok(name)
    }

    pub fn connections(&self) -> Vec<Connection> {
        self.connections.lock().expect("no panic").values().cloned().collect()
    }

    async fn order<T>(&self, make: impl FnOnce(oneshot::Sender<T>) -> Order) -> Result<T, String> {
        let (reply, answer) = oneshot::channel();
        self.orders.send(make(reply)).map_err(|error| error.to_string())?;
        answer.await.map_err(|_| "the node dropped the request".to_string())
    }
}

/// Everything that only the swarm's task touches.
struct Owner {
    swarm: Swarm<Behaviour>,
    negotiated: Negotiated,
    connections: Arc<Mutex<HashMap<ConnectionId, Connection>>>,
    identified: Arc<Identified>,
    dialling: HashMap<ConnectionId, Connected>,
    closing: Vec<(Closing, oneshot::Sender<()>)>,
}

#[derive(PartialEq)]
enum Closing {
    Peer(PeerId),
    Connection(ConnectionId),
}

impl Owner {
    async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.obey(order),
                    None => return,
                },
                event = self.swarm.select_next_some() => self.on(event),
            }
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Dial(addr, reply) => self.dial(addr, reply),
            Order::Open(peer, protocol, reply) => self.swarm.behaviour_mut().streams.open(peer, protocol, reply),
            Order::Add(protocol) => {
                let connections =
                    self.connections.lock().expect("no panic").values().map(|each| (each.peer, each.id)).collect();
                self.swarm.behaviour_mut().streams.add(protocol, connections);
            }
            Order::Disconnect(peer, reply) => {
                if self.swarm.disconnect_peer_id(peer).is_ok() {
                    self.closing.push((Closing::Peer(peer), reply));
                }
            }
            Order::Close(connection, reply) => {
                if self.swarm.close_connection(connection) {
                    self.closing.push((Closing::Connection(connection), reply));
                }
            }
        }
    }

    fn dial(&mut self, addr: Multiaddr, reply: Connected) {
        let peer = addr.iter().find_map(|part| match part {
            libp2p::multiaddr::Protocol::P2p(peer) => Some(peer),
            _ => None,
        });
        let Some(peer) = peer else {
            let _ = reply.send(Err(format!("{addr} has no /p2p part")));
            return;
        };
        let dial = DialOpts::peer_id(peer).addresses(vec![addr]).condition(PeerCondition::Always).build();
        let connection = dial.connection_id();
        match self.swarm.dial(dial) {
            Ok(()) => drop(self.dialling.insert(connection, reply)),
            Err(error) => drop(reply.send(Err(error.to_string()))),
        }
    }

    fn on(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::ConnectionEstablished { peer_id: peer, connection_id: id, endpoint, .. } => {
                let negotiated = match transport_of(endpoint.get_remote_address()) {
                    "quic-v1" => Default::default(),
                    _ => self.negotiated.with(&peer),
                };
                let connection = Connection { id, peer, endpoint, negotiated };
                self.connections.lock().expect("no panic").insert(id, connection.clone());
                if let Some(reply) = self.dialling.remove(&id) {
                    let _ = reply.send(Ok(connection));
                }
            }
            SwarmEvent::OutgoingConnectionError { connection_id, error, .. } => {
                if let Some(reply) = self.dialling.remove(&connection_id) {
                    let _ = reply.send(Err(format!("{error}: {error:?}")));
                }
            }
            SwarmEvent::ConnectionClosed { peer_id, connection_id, num_established, .. } => {
                if num_established == 0 {
                    self.identified.forget(peer_id);
                }
                self.connections.lock().expect("no panic").remove(&connection_id);
                self.closed(Closing::Connection(connection_id));
                if num_established == 0 {
                    self.closed(Closing::Peer(peer_id));
                }
            }
            SwarmEvent::Behaviour(BehaviourEvent::Identify(identify::Event::Received {
                connection_id,
                peer_id,
                info,
            })) => {
                self.identified.learn(connection_id, peer_id, info);
            }
            SwarmEvent::Behaviour(BehaviourEvent::Identify(identify::Event::Error { peer_id, error, .. })) => {
                eprintln!("identify of {peer_id}: {error}");
            }
            SwarmEvent::Behaviour(BehaviourEvent::Ping(ping::Event { peer, result, .. })) => {
                self.identified.pinged(peer, result.map_err(|error| error.to_string()));
            }
            _ => {}
        }
    }

    fn closed(&mut self, what: Closing) {
        // Dropping the reply of a peer that was not connected answers too.
        for (_, reply) in self.closing.extract_if(.., |(waiting, _)| *waiting == what) {
            let _ = reply.send(());
        }
    }
}
