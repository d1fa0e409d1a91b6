import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { generateKeyPair, generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { identify, identifyPush } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { createLibp2p } from 'libp2p'
import { Commands } from './commands.mjs'
import { Handlers } from './handlers.mjs'
import { chosen, upgrades } from './upgrades.mjs'

const KEY_TYPES = { ed25519: 'Ed25519', secp256k1: 'secp256k1', ecdsa: 'ECDSA', rsa: 'RSA' }

const { values: options } = parseArgs({
  options: {
    'key-type': { type: 'string', default: 'ed25519' },
    seed: { type: 'string' },
    listen: { type: 'string', multiple: true, default: [] },
    security: { type: 'string', default: 'noise' },
    muxer: { type: 'string', default: 'yamux' },
    'no-early-muxer': { type: 'boolean', default: false },
    psk: { type: 'string' },
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
    'tls-ca': { type: 'string' }
  }
})

async function privateKey () {
  const [type] = chosen(KEY_TYPES, options['key-type'], 'key type')
  if (options.seed != null && type === 'Ed25519') {
    const seed = new Uint8Array(32)
    new DataView(seed.buffer).setUint32(0, Number(options.seed), true)
    return await generateKeyPairFromSeed(type, seed)
  }
  return await generateKeyPair(type)
}

/** libp2p does not export its package.json, so it is read where npm put it. */
function libraryVersion () {
  return JSON.parse(readFileSync(new URL('node_modules/libp2p/package.json', import.meta.url))).version
}

function say (message) {
  process.stdout.write(JSON.stringify(message) + '\n')
}

const node = await createLibp2p({
  privateKey: await privateKey(),
  addresses: { listen: options.listen },
  ...upgrades(options),
  services: {
    identify: identify(),
    identifyPush: identifyPush(),
    ping: ping({ maxInboundStreams: 64, maxOutboundStreams: 64 })
  },
  // It ends a connection whose ping takes longer than is usual, which a hundred full streams on a busy machine do to it.
  connectionMonitor: { abortConnectionOnPingFailure: false },
  connectionManager: {
    maxConnections: 20_000,
    inboundConnectionThreshold: 100_000,
    maxIncomingPendingConnections: 1_000
  }
})
const handlers = new Handlers(node)
await handlers.start()
const commands = new Commands(node, handlers)

async function answer (line) {
  let id = null
  try {
    const { id: given, cmd, ...args } = JSON.parse(line)
    id = given
    if (cmd === 'stop') {
      say({ id, ok: true })
      process.exit(0)
    }
    if (typeof commands[cmd] !== 'function' || cmd === 'constructor') {
      throw new Error(`unknown command "${cmd}"`)
    }
    say({ id, ok: true, ...await commands[cmd](args) })
  } catch (error) {
    say({ id, ok: false, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
}

say({
  event: 'ready',
  peerId: node.peerId.toString(),
  addrs: node.getMultiaddrs().map(String),
  library: 'js-libp2p',
  version: libraryVersion()
})
createInterface({ input: process.stdin })
  .on('line', answer)
  .on('close', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))
