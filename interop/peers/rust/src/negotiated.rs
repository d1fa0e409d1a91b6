//! The security and muxer upgrades of this peer. The library does not tell which of them a connection has, so they are chosen
//! by name here, and what multistream-select agreed on is noted for the peer.

use std::{
    collections::HashMap,
    error::Error,
    io,
    sync::{Arc, Mutex},
};

use futures::{
    AsyncRead, AsyncWrite, FutureExt, TryFutureExt,
    future::{BoxFuture, Either},
};
use libp2p::{
    PeerId,
    core::{
        UpgradeInfo,
        upgrade::{InboundConnectionUpgrade, OutboundConnectionUpgrade},
    },
    identity::Keypair,
    noise, plaintext, tls, yamux,
};

/// A stream of bytes whatever is below it.
pub trait Bytes: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Bytes for T {}

pub type Socket = Box<dyn Bytes>;

#[derive(Clone, Default)]
pub struct Negotiated(Arc<Mutex<HashMap<PeerId, (String, String)>>>);

impl Negotiated {
    pub fn with(&self, peer: &PeerId) -> (String, String) {
        self.0.lock().expect("no panic").get(peer).cloned().unwrap_or_default()
    }

    fn security(&self, peer: PeerId, name: &str) {
        self.0.lock().expect("no panic").entry(peer).or_default().0 = name.into();
    }

    fn muxer(&self, peer: PeerId, name: &str) {
        self.0.lock().expect("no panic").entry(peer).or_default().1 = name.into();
    }
}

#[derive(Clone)]
enum SecurityUpgrade {
    Noise(noise::Config),
    Tls(tls::Config),
    Plaintext(plaintext::Config),
}

/// One of several security protocols, in the order of preference.
#[derive(Clone)]
pub struct Security {
    upgrades: Vec<(&'static str, SecurityUpgrade)>,
    negotiated: Negotiated,
}

impl Security {
    pub fn new(names: &[String], key: &Keypair, negotiated: Negotiated) -> Result<Self, Box<dyn Error>> {
        let mut upgrades = Vec::new();
        for name in names {
            upgrades.push(match name.as_str() {
                "noise" => ("/noise", SecurityUpgrade::Noise(noise::Config::new(key)?)),
                "tls" => ("/tls/1.0.0", SecurityUpgrade::Tls(tls::Config::new(key)?)),
                "plaintext" => ("/plaintext/2.0.0", SecurityUpgrade::Plaintext(plaintext::Config::new(key))),
                _ => return Err(format!("unknown security {name:?}, expected noise, tls or plaintext").into()),
            });
        }
        Ok(Self { upgrades, negotiated })
    }

    fn upgrade<S: Bytes + 'static>(self, socket: S, wanted: &'static str, side: Side) -> Secured {
        let (_, upgrade) = self.upgrades.into_iter().find(|(name, _)| *name == wanted).expect("one of those offered");
        let secured = match upgrade {
            SecurityUpgrade::Noise(config) => secure(config, socket, wanted, side),
            SecurityUpgrade::Tls(config) => secure(config, socket, wanted, side),
            SecurityUpgrade::Plaintext(config) => secure(config, socket, wanted, side),
        };
        secured.inspect_ok(move |(peer, _)| self.negotiated.security(*peer, wanted)).boxed()
    }
}

type Secured = BoxFuture<'static, io::Result<(PeerId, Socket)>>;

enum Side {
    Dialer,
    Listener,
}

fn secure<U, S, Output, E>(upgrade: U, socket: S, name: &'static str, side: Side) -> Secured
where
    U: UpgradeInfo<Info = &'static str>,
    U: InboundConnectionUpgrade<S, Output = (PeerId, Output), Error = E>,
    U: OutboundConnectionUpgrade<S, Output = (PeerId, Output), Error = E>,
    <U as InboundConnectionUpgrade<S>>::Future: Send + 'static,
    <U as OutboundConnectionUpgrade<S>>::Future: Send + 'static,
    Output: Bytes + 'static,
    E: Error + Send + Sync + 'static,
{
    let secured = match side {
        Side::Dialer => upgrade.upgrade_outbound(socket, name).boxed(),
        Side::Listener => upgrade.upgrade_inbound(socket, name).boxed(),
    };
    secured.map_ok(|(peer, output)| (peer, Box::new(output) as Socket)).map_err(io::Error::other).boxed()
}

impl UpgradeInfo for Security {
    type Info = &'static str;
    type InfoIter = std::vec::IntoIter<&'static str>;

    fn protocol_info(&self) -> Self::InfoIter {
        self.upgrades.iter().map(|(name, _)| *name).collect::<Vec<_>>().into_iter()
    }
}

impl<S: Bytes + 'static> InboundConnectionUpgrade<S> for Security {
    type Output = (PeerId, Socket);
    type Error = io::Error;
    type Future = Secured;

    fn upgrade_inbound(self, socket: S, name: &'static str) -> Self::Future {
        self.upgrade(socket, name, Side::Listener)
    }
}

impl<S: Bytes + 'static> OutboundConnectionUpgrade<S> for Security {
    type Output = (PeerId, Socket);
    type Error = io::Error;
    type Future = Secured;

    fn upgrade_outbound(self, socket: S, name: &'static str) -> Self::Future {
        self.upgrade(socket, name, Side::Dialer)
    }
}

const YAMUX: &str = "/yamux/1.0.0";
const MPLEX: &str = "/mplex/6.7.0";

/// The muxers by the names of the command line.
pub fn muxers(names: &[String]) -> Result<Vec<&'static str>, String> {
    names
        .iter()
        .map(|name| match name.as_str() {
            "yamux" => Ok(YAMUX),
            "mplex" => Ok(MPLEX),
            _ => Err(format!("unknown muxer {name:?}, expected yamux or mplex")),
        })
        .collect()
}

/// One of several muxers, in the order of preference.
#[derive(Clone)]
pub struct Muxer {
    pub names: Vec<&'static str>,
    pub peer: PeerId,
    pub negotiated: Negotiated,
}

type Muxed<S> = Either<yamux::Muxer<S>, libp2p_mplex::Multiplex<S>>;

impl Muxer {
    async fn upgrade<S: Bytes + 'static>(self, socket: S, name: &'static str, side: Side) -> io::Result<Muxed<S>> {
        self.negotiated.muxer(self.peer, name);
        if name == MPLEX {
            let mplex = libp2p_mplex::Config::new();
            return mplex.upgrade_inbound(socket, name).await.map(Either::Right);
        }
        let yamux = yamux::Config::default();
        match side {
            Side::Dialer => yamux.upgrade_outbound(socket, name).await,
            Side::Listener => yamux.upgrade_inbound(socket, name).await,
        }
        .map(Either::Left)
    }
}

impl UpgradeInfo for Muxer {
    type Info = &'static str;
    type InfoIter = std::vec::IntoIter<&'static str>;

    fn protocol_info(&self) -> Self::InfoIter {
        self.names.clone().into_iter()
    }
}

impl<S: Bytes + 'static> InboundConnectionUpgrade<S> for Muxer {
    type Output = Muxed<S>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Self::Output>>;

    fn upgrade_inbound(self, socket: S, name: &'static str) -> Self::Future {
        self.upgrade(socket, name, Side::Listener).boxed()
    }
}

impl<S: Bytes + 'static> OutboundConnectionUpgrade<S> for Muxer {
    type Output = Muxed<S>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Self::Output>>;

    fn upgrade_outbound(self, socket: S, name: &'static str) -> Self::Future {
        self.upgrade(socket, name, Side::Dialer).boxed()
    }
}
