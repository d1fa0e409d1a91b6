//! Which security protocol and which muxer a connection has. The library does not tell, so both upgrades are wrapped and what
//! multistream-select agreed on is noted for the peer.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use futures::{FutureExt, TryFutureExt, future::BoxFuture};
use libp2p::{
    PeerId,
    core::{
        UpgradeInfo,
        upgrade::{InboundConnectionUpgrade, OutboundConnectionUpgrade},
    },
};

#[derive(Clone, Default)]
pub struct Negotiated(Arc<Mutex<HashMap<PeerId, (String, String)>>>);

impl Negotiated {
    pub fn with(&self, peer: &PeerId) -> (String, String) {
        self.0.lock().expect("no panic").get(peer).cloned().unwrap_or_default()
    }

    fn security(&self, peer: PeerId, name: String) {
        self.0.lock().expect("no panic").entry(peer).or_default().0 = name;
    }

    fn muxer(&self, peer: PeerId, name: &str) {
        self.0.lock().expect("no panic").entry(peer).or_default().1 = name.into();
    }
}

#[derive(Clone)]
pub struct Security<U>(pub U, pub Negotiated);

impl<U: UpgradeInfo> UpgradeInfo for Security<U> {
    type Info = U::Info;
    type InfoIter = U::InfoIter;

    fn protocol_info(&self) -> Self::InfoIter {
        self.0.protocol_info()
    }
}

impl<T, U, S> InboundConnectionUpgrade<T> for Security<U>
where
    U: InboundConnectionUpgrade<T, Output = (PeerId, S)>,
    U::Future: Send + 'static,
{
    type Output = U::Output;
    type Error = U::Error;
    type Future = BoxFuture<'static, Result<U::Output, U::Error>>;

    fn upgrade_inbound(self, socket: T, info: U::Info) -> Self::Future {
        let (Self(upgrade, negotiated), name) = (self, info.as_ref().to_string());
        upgrade.upgrade_inbound(socket, info).inspect_ok(move |(peer, _)| negotiated.security(*peer, name)).boxed()
    }
}

impl<T, U, S> OutboundConnectionUpgrade<T> for Security<U>
where
    U: OutboundConnectionUpgrade<T, Output = (PeerId, S)>,
    U::Future: Send + 'static,
{
    type Output = U::Output;
    type Error = U::Error;
    type Future = BoxFuture<'static, Result<U::Output, U::Error>>;

    fn upgrade_outbound(self, socket: T, info: U::Info) -> Self::Future {
        let (Self(upgrade, negotiated), name) = (self, info.as_ref().to_string());
        upgrade.upgrade_outbound(socket, info).inspect_ok(move |(peer, _)| negotiated.security(*peer, name)).boxed()
    }
}

#[derive(Clone)]
pub struct Muxer<U>(pub U, pub PeerId, pub Negotiated);

impl<U: UpgradeInfo> UpgradeInfo for Muxer<U> {
    type Info = U::Info;
    type InfoIter = U::InfoIter;

    fn protocol_info(&self) -> Self::InfoIter {
        self.0.protocol_info()
    }
}

impl<T, U: InboundConnectionUpgrade<T>> InboundConnectionUpgrade<T> for Muxer<U> {
    type Output = U::Output;
    type Error = U::Error;
    type Future = U::Future;

    fn upgrade_inbound(self, socket: T, info: U::Info) -> Self::Future {
        self.2.muxer(self.1, info.as_ref());
        self.0.upgrade_inbound(socket, info)
    }
}

impl<T, U: OutboundConnectionUpgrade<T>> OutboundConnectionUpgrade<T> for Muxer<U> {
    type Output = U::Output;
    type Error = U::Error;
    type Future = U::Future;

    fn upgrade_outbound(self, socket: T, info: U::Info) -> Self::Future {
        self.2.muxer(self.1, info.as_ref());
        self.0.upgrade_outbound(socket, info)
    }
}
