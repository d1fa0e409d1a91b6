import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { noise } from '@chainsafe/libp2p-noise'
import { quic } from '@chainsafe/libp2p-quic'
import { mplex } from '@libp2p/mplex'
import { plaintext } from '@libp2p/plaintext'
import { preSharedKey } from '@libp2p/pnet'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'

const SECURITY = { noise, tls, plaintext }
/** The library closes a connection of mplex with more than five new streams a second above its limit. */
const MUXERS = { yamux, mplex: () => mplex({ disconnectThreshold: 100_000 }) }

/** The peers whose connection has its muxer from the security handshake. */
const early = new Map()

/** What the command line asks for below the streams. */
export function upgrades (options) {
  return {
    transports: transports(options),
    connectionEncrypters: chosen(SECURITY, options.security, 'security')
      .map((create) => noted(create(), options['no-early-muxer'])),
    streamMuxers: chosen(MUXERS, options.muxer, 'muxer').map((create) => create()),
    ...(options.psk != null && { connectionProtector: preSharedKey({ psk: readFileSync(options.psk) }) })
  }
}

export function usedEarlyMuxer (peer) {
  return early.get(peer.toString()) ?? false
}

export function chosen (table, value, what) {
  return value.split(',').map((name) => {
    if (table[name] == null) {
      throw new Error(`unknown ${what} "${name}", expected one of ${Object.keys(table).join(', ')}`)
    }
    return table[name]
  })
}

/** The library names no transport. Its address of who dialled by secure WebSocket says ws. */
export function transportOf (addr) {
  const parts = addr.toString().split('/')
  if (parts.includes('quic-v1')) {
    return 'quic-v1'
  }
  if (parts.includes('wss') || (parts.includes('tls') && parts.includes('ws'))) {
    return 'wss'
  }
  return parts.includes('ws') ? 'ws' : 'tcp'
}

/** QUIC would go past a private network, so it is left out there. */
function transports (options) {
  if (options['tls-ca'] != null) {
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(options['tls-ca'], 'utf8')])
  }
  const https = options['tls-cert'] == null
    ? undefined
    : { cert: readFileSync(options['tls-cert']), key: readFileSync(options['tls-key']) }
  const streams = [tcp(), webSockets({ https })]
  return options.psk == null ? [...streams, quic()] : streams
}

/** Keeps whether the security handshake agreed on the muxer, or has it agree on none. */
function noted (create, skipStreamMuxerNegotiation) {
  return (components) => {
    const encrypter = create(components)
    // TLS that listens looks for a muxer even so, unless it knows of none; Noise that knows of none refuses who offers one.
    if (skipStreamMuxerNegotiation && encrypter.protocol === '/tls/1.0.0') {
      encrypter.components = withoutMuxers(components)
    }
    for (const side of ['secureInbound', 'secureOutbound']) {
      const secure = encrypter[side].bind(encrypter)
      encrypter[side] = async (connection, options) => {
        const secured = await secure(connection, { ...options, ...(skipStreamMuxerNegotiation && { skipStreamMuxerNegotiation }) })
        early.set(secured.remotePeer.toString(), secured.streamMuxer != null)
        return secured
      }
    }
    return encrypter
  }
}

function withoutMuxers ({ privateKey, peerId, logger, metrics }) {
  return { privateKey, peerId, logger, metrics, upgrader: { getStreamMuxers: () => new Map() } }
}
