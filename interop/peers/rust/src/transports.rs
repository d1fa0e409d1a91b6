//! TCP, WebSocket and QUIC, with what the command line asks for above them.

use std::{error::Error, path::PathBuf, time::Duration};

use futures::future::Either;
use libp2p::{
    Multiaddr, PeerId, Transport,
    core::{
        muxing::StreamMuxerBox,
        transport::{Boxed, timeout::TransportTimeout, upgrade::Version},
    },
    dns,
    identity::Keypair,
    pnet::{PnetConfig, PreSharedKey},
    quic, tcp, websocket,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use crate::negotiated::{Muxer, Negotiated, Security, Socket, muxers};

const SET_UP: Duration = Duration::from_secs(10);

/// What is above the transports, by the names of the command line.
pub struct Upgrades {
    pub security: Vec<String>,
    pub muxers: Vec<String>,
    pub psk: Option<PathBuf>,
}

/// The files, in PEM, of secure WebSocket.
#[derive(Default)]
pub struct Certificates {
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
    pub authority: Option<PathBuf>,
}

pub type Connections = Boxed<(PeerId, StreamMuxerBox)>;

/// WebSocket resolves names itself, since TLS has to know them, and is asked first: who resolves takes every address.
pub fn transports(
    key: &Keypair,
    upgrades: &Upgrades,
    certificates: &Certificates,
    negotiated: &Negotiated,
) -> Result<Connections, Box<dyn Error>> {
    let upgraded = |sockets| upgraded(sockets, key, upgrades, negotiated);
    let mut websocket = websocket::Config::new(dns::tokio::Transport::system(tcp())?);
    websocket.set_tls_config(tls_config(certificates)?);
    let websocket = upgraded(websocket.map(|socket, _| Box::new(socket) as Socket).boxed())?;
    let tcp = upgraded(tcp().map(|socket, _| Box::new(socket) as Socket).boxed())?;
    if upgrades.psk.is_some() {
        return Ok(either(websocket, dns::tokio::Transport::system(tcp)?));
    }
    let quic = quic::tokio::Transport::new(quic::Config::new(key))
        .map(|(peer, connection), _| (peer, StreamMuxerBox::new(connection)));
    Ok(either(websocket, dns::tokio::Transport::system(either(tcp, quic))?))
}

fn either<A, B>(one: A, other: B) -> Connections
where
    A: Transport<Output = (PeerId, StreamMuxerBox)> + Send + Unpin + 'static,
    B: Transport<Output = (PeerId, StreamMuxerBox)> + Send + Unpin + 'static,
    A::Error: Send + Sync,
    B::Error: Send + Sync,
    A::Dial: Send,
    B::Dial: Send,
    A::ListenerUpgrade: Send,
    B::ListenerUpgrade: Send,
{
    let both = one.or_transport(other).map(|connection, _| match connection {
        Either::Left(connection) | Either::Right(connection) => connection,
    });
    TransportTimeout::new(both, SET_UP).boxed()
}

/// With the key of the private network, security and muxer above.
fn upgraded(
    sockets: Boxed<Socket>,
    key: &Keypair,
    upgrades: &Upgrades,
    negotiated: &Negotiated,
) -> Result<Connections, Box<dyn Error>> {
    let security = Security::new(&upgrades.security, key, negotiated.clone())?;
    let (names, negotiated) = (muxers(&upgrades.muxers)?, negotiated.clone());
    let sockets = match &upgrades.psk {
        None => sockets,
        Some(file) => {
            let psk: PreSharedKey = std::fs::read_to_string(file)?.parse()?;
            let private = sockets.and_then(move |socket, _| PnetConfig::new(psk).handshake(socket));
            private.map(|socket, _| Box::new(socket) as Socket).boxed()
        }
    };
    Ok(sockets
        .upgrade(Version::V1Lazy)
        .authenticate(security)
        .multiplex_ext(move |peer, _| Muxer { names, peer: *peer, negotiated })
        .boxed())
}

fn tcp() -> tcp::tokio::Transport {
    tcp::tokio::Transport::new(tcp::Config::default().nodelay(true))
}

fn tls_config(certificates: &Certificates) -> Result<websocket::tls::Config, Box<dyn Error>> {
    let mut builder = websocket::tls::Config::builder();
    if let Some(file) = &certificates.authority {
        builder.add_trust(&read_certificate(file)?)?;
    }
    if let (Some(certificate), Some(key)) = (&certificates.certificate, &certificates.key) {
        let key = websocket::tls::PrivateKey::new(PrivateKeyDer::from_pem_file(key)?.secret_der().to_vec());
        builder.server(key, [read_certificate(certificate)?])?;
    }
    Ok(builder.finish())
}

fn read_certificate(file: &PathBuf) -> Result<websocket::tls::Certificate, Box<dyn Error>> {
    Ok(websocket::tls::Certificate::new(CertificateDer::from_pem_file(file)?.to_vec()))
}

/// The transport an address is of. The library does not name it otherwise.
pub fn transport_of(address: &Multiaddr) -> &'static str {
    let text = address.to_string();
    let has = |protocol: &str| text.split('/').any(|part| part == protocol);
    match () {
        () if has("quic-v1") => "quic-v1",
        () if has("wss") || has("tls") && has("ws") => "wss",
        () if has("ws") => "ws",
        () => "tcp",
    }
}
