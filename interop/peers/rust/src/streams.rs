//! Plain streams by protocol name. The `libp2p-stream` crate drops inbound streams that come faster than they are taken, which
//! a hundred at once do, so this behaviour hands them over through a queue without bound.

use std::{
    collections::VecDeque,
    convert::Infallible,
    future::{Ready, ready},
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use libp2p::{
    Multiaddr, PeerId, Stream, StreamProtocol,
    core::{Endpoint, InboundUpgrade, OutboundUpgrade, UpgradeInfo, transport::PortUse},
    swarm::{
        ConnectionDenied, ConnectionHandler, ConnectionHandlerEvent, ConnectionId, FromSwarm, NetworkBehaviour,
        NotifyHandler, StreamUpgradeError, SubstreamProtocol, THandler, THandlerInEvent, THandlerOutEvent, ToSwarm,
        handler::{ConnectionEvent, DialUpgradeError, FullyNegotiatedInbound, FullyNegotiatedOutbound},
    },
};
use tokio::sync::{mpsc, oneshot};

pub type Opened = oneshot::Sender<Result<Stream, String>>;
pub type Incoming = mpsc::UnboundedSender<(StreamProtocol, Stream)>;

pub struct Behaviour {
    protocols: Arc<Mutex<Vec<StreamProtocol>>>,
    incoming: Incoming,
    events: VecDeque<ToSwarm<Infallible, Event>>,
}

#[derive(Debug)]
pub enum Event {
    Open(StreamProtocol, Opened),
    ProtocolsChanged,
}

impl Behaviour {
    pub fn new(protocols: Vec<StreamProtocol>, incoming: Incoming) -> Self {
        Self { protocols: Arc::new(Mutex::new(protocols)), incoming, events: VecDeque::new() }
    }

    pub fn open(&mut self, peer_id: PeerId, protocol: StreamProtocol, opened: Opened) {
        let event = Event::Open(protocol, opened);
        self.events.push_back(ToSwarm::NotifyHandler { peer_id, handler: NotifyHandler::Any, event });
    }

    /// Adds a protocol and wakes the connections, which then tell identify about it.
    pub fn add(&mut self, protocol: StreamProtocol, connections: Vec<(PeerId, ConnectionId)>) {
        self.protocols.lock().expect("no panic").push(protocol);
        for (peer_id, connection) in connections {
            let handler = NotifyHandler::One(connection);
            self.events.push_back(ToSwarm::NotifyHandler { peer_id, handler, event: Event::ProtocolsChanged });
        }
    }

    fn handler(&self) -> Handler {
        Handler { protocols: self.protocols.clone(), incoming: self.incoming.clone(), requests: VecDeque::new() }
    }
}

impl NetworkBehaviour for Behaviour {
    type ConnectionHandler = Handler;
    type ToSwarm = Infallible;

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(self.handler())
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(self.handler())
    }

    fn on_swarm_event(&mut self, _: FromSwarm) {}

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {}
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        self.events.pop_front().map_or(Poll::Pending, Poll::Ready)
    }
}

pub struct Handler {
    protocols: Arc<Mutex<Vec<StreamProtocol>>>,
    incoming: Incoming,
    requests: VecDeque<(StreamProtocol, Opened)>,
}

impl ConnectionHandler for Handler {
    type FromBehaviour = Event;
    type ToBehaviour = Infallible;
    type InboundProtocol = Named;
    type OutboundProtocol = Named;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = Opened;

    fn listen_protocol(&self) -> SubstreamProtocol<Named> {
        SubstreamProtocol::new(Named(self.protocols.lock().expect("no panic").clone()), ())
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ConnectionHandlerEvent<Named, Opened, Infallible>> {
        self.requests.pop_front().map_or(Poll::Pending, |(protocol, opened)| {
            let protocol = SubstreamProtocol::new(Named(vec![protocol]), opened);
            Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol })
        })
    }

    fn on_behaviour_event(&mut self, event: Event) {
        if let Event::Open(protocol, opened) = event {
            self.requests.push_back((protocol, opened));
        }
    }

    fn on_connection_event(&mut self, event: ConnectionEvent<Named, Named, (), Opened>) {
        match event {
            ConnectionEvent::FullyNegotiatedInbound(FullyNegotiatedInbound {
                protocol: (protocol, stream), ..
            }) => {
                let _ = self.incoming.send((protocol, stream));
            }
            ConnectionEvent::FullyNegotiatedOutbound(FullyNegotiatedOutbound { protocol: (_, stream), info }) => {
                let _ = info.send(Ok(stream));
            }
            ConnectionEvent::DialUpgradeError(DialUpgradeError { info, error }) => {
                let _ = info.send(Err(reason(error)));
            }
            _ => {}
        }
    }
}

fn reason(error: StreamUpgradeError<Infallible>) -> String {
    match error {
        StreamUpgradeError::Timeout => "opening the stream timed out".into(),
        StreamUpgradeError::NegotiationFailed => "the other side does not support the protocol".into(),
        StreamUpgradeError::Io(error) => error.to_string(),
        StreamUpgradeError::Apply(impossible) => match impossible {},
    }
}

/// Negotiates one of the names and does nothing else.
pub struct Named(Vec<StreamProtocol>);

impl UpgradeInfo for Named {
    type Info = StreamProtocol;
    type InfoIter = std::vec::IntoIter<StreamProtocol>;

    fn protocol_info(&self) -> Self::InfoIter {
        self.0.clone().into_iter()
    }
}

impl InboundUpgrade<Stream> for Named {
    type Output = (StreamProtocol, Stream);
    type Error = Infallible;
    type Future = Ready<Result<Self::Output, Infallible>>;

    fn upgrade_inbound(self, stream: Stream, protocol: StreamProtocol) -> Self::Future {
        ready(Ok((protocol, stream)))
    }
}

impl OutboundUpgrade<Stream> for Named {
    type Output = (StreamProtocol, Stream);
    type Error = Infallible;
    type Future = Ready<Result<Self::Output, Infallible>>;

    fn upgrade_outbound(self, stream: Stream, protocol: StreamProtocol) -> Self::Future {
        ready(Ok((protocol, stream)))
    }
}
