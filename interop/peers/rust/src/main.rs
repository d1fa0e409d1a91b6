//! The rust-libp2p peer of the interop matrix. See ../README.md for the control protocol.

mod commands;
mod handlers;
mod identified;
mod negotiated;
mod node;
mod payload;
mod streams;
mod transfers;
mod transports;

use std::{error::Error, io::BufRead, sync::Arc};

use libp2p::{Multiaddr, identity::Keypair};
use serde_json::{Value, json};

use crate::{
    commands::Commands,
    transports::{Certificates, Upgrades},
};

/// The version of the crate in Cargo.toml, which pins it exactly.
const LIBRARY_VERSION: &str = "0.57.1";

pub struct Options {
    pub keypair: Keypair,
    pub listen: Vec<Multiaddr>,
    pub signed_record: bool,
    pub upgrades: Upgrades,
    pub certificates: Certificates,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = options(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Runtime::new()?;
    let commands = runtime.block_on(async {
        let (node, addrs) = node::start(options).await?;
        say(&json!({"event": "ready", "peerId": node.peer_id.to_string(), "addrs": addrs,
            "library": "rust-libp2p", "version": LIBRARY_VERSION}));
        Ok::<_, Box<dyn Error>>(Arc::new(Commands::new(node)))
    })?;
    for line in std::io::stdin().lock().lines() {
        runtime.spawn(answer(commands.clone(), line?));
    }
    std::process::exit(0);
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options, Box<dyn Error>> {
    let (mut listen, mut signed_record) = (Vec::new(), false);
    let (mut key_type, mut rsa_key, mut seed) = ("ed25519".to_string(), None, None);
    let mut upgrades = Upgrades { security: vec!["noise".into()], muxers: vec!["yamux".into()], psk: None };
    let mut certificates = Certificates::default();
    while let Some(name) = args.next() {
        match name.as_str() {
            "--signed-record" => signed_record = true,
            // The library has no early muxer negotiation to switch off.
            "--no-early-muxer" => {}
            _ => {
                let value = args.next().ok_or_else(|| format!("{name} needs a value"))?;
                match name.as_str() {
                    "--listen" => listen.push(value.parse()?),
                    "--key-type" => key_type = value,
                    "--rsa-key" => rsa_key = Some(value),
                    "--seed" => seed = Some(value.parse::<u32>()?),
                    "--security" => upgrades.security = names(&value),
                    "--muxer" => upgrades.muxers = names(&value),
                    "--psk" => upgrades.psk = Some(value.into()),
                    "--tls-cert" => certificates.certificate = Some(value.into()),
                    "--tls-key" => certificates.key = Some(value.into()),
                    "--tls-ca" => certificates.authority = Some(value.into()),
                    _ => return Err(format!("unknown argument {name} {value}").into()),
                }
            }
        }
    }
    let keypair = keypair(&key_type, rsa_key, seed)?;
    Ok(Options { keypair, listen, signed_record, upgrades, certificates })
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(str::to_string).collect()
}

fn keypair(key_type: &str, rsa_key: Option<String>, seed: Option<u32>) -> Result<Keypair, Box<dyn Error>> {
    match (key_type, seed) {
        ("ed25519", Some(seed)) => {
            let mut secret = [0; 32];
            secret[..4].copy_from_slice(&seed.to_le_bytes());
            Ok(Keypair::ed25519_from_bytes(secret)?)
        }
        ("ed25519", None) => Ok(Keypair::generate_ed25519()),
        ("secp256k1", _) => Ok(Keypair::generate_secp256k1()),
        ("ecdsa", _) => Ok(Keypair::generate_ecdsa()),
        ("rsa", _) => {
            let file = rsa_key.ok_or("an RSA key needs --rsa-key <PKCS#8 DER file>: the crate does not make them")?;
            Ok(Keypair::rsa_from_pkcs8(&mut std::fs::read(file)?)?)
        }
        _ => Err(format!("unknown key type {key_type:?}, expected ed25519, secp256k1, ecdsa or rsa").into()),
    }
}

async fn answer(commands: Arc<Commands>, line: String) {
    let call: Value = match serde_json::from_str(&line) {
        Ok(call) => call,
        Err(error) => return say(&json!({"id": null, "ok": false, "error": error.to_string()})),
    };
    let id = call["id"].clone();
    if call["cmd"] == "stop" {
        say(&json!({"id": id, "ok": true}));
        std::process::exit(0);
    }
    match commands.run(&call).await {
        Ok(mut result) => {
            result["id"] = id;
            result["ok"] = json!(true);
            say(&result);
        }
        Err(error) => say(&json!({"id": id, "ok": false, "error": error})),
    }
}

fn say(message: &Value) {
    println!("{message}");
}
