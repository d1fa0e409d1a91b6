// Every combination of transport, security and muxer that both of two peers support, between every ordered pair of peers.
// Arguments: a directory with ca.pem, tls.pem, tls.key and swarm.key, then name=executable ...
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Peer, until } from './selftest-peer.mjs'

const KIB = 1024
const LOOPBACK = { tcp: '/tcp/0', ws: '/tcp/0/ws', wss: '/tcp/0/tls/ws', 'quic-v1': '/udp/0/quic-v1' }
const SECURITY = { noise: '/noise', tls: '/tls/1.0.0', plaintext: '/plaintext/2.0.0' }
const MUXERS = { yamux: '/yamux/1.0.0', mplex: '/mplex/6.7.0' }
const SUPPORTED = { go: ['yamux'], rust: ['yamux', 'mplex'], js: ['yamux', 'mplex'] }
const EARLY = ['go', 'js']

const [directory, ...peers] = process.argv.slice(2)
const executables = peers.map((argument) => argument.split('='))
const certificates = ['--tls-ca', 'ca.pem', '--tls-cert', 'tls.pem', '--tls-key', 'tls.key']
  .map((argument) => argument.startsWith('--') ? argument : join(directory, argument))
const PRIVATE = ['--psk', join(directory, 'swarm.key')]
let failures = 0

function start ([name, executable], transports, security, muxer, more = []) {
  const listen = transports.flatMap((transport) => ['--listen', `/ip4/127.0.0.1${LOOPBACK[transport]}`])
  return new Peer(name, executable, [...listen, '--security', security, '--muxer', muxer, ...certificates, ...more])
}

function addressFor (transport, addrs) {
  const ending = LOOPBACK[transport].split('/').slice(3).join('/')
  return addrs.find((addr) => addr.replace(/\/p2p\/.*/, '').split('/').slice(5).join('/') === ending &&
    addr.includes(transport === 'quic-v1' ? '/udp/' : '/tcp/'))
}

async function cell (dialer, listener, { transport, security, muxer, early }) {
  const here = await dialer.ready
  const there = await listener.ready
  const addr = addressFor(transport, there.addrs)
  assert.ok(addr, `no ${transport} among ${there.addrs}`)
  const connected = await dialer.ask('connect', { addr })
  await until(async () => (await listener.ask('connections')).connections.some(({ peerId }) => peerId === here.peerId), 'the connection')
  const seen = (await listener.ask('connections')).connections.find(({ peerId }) => peerId === here.peerId)
  assertNamed(connected, dialer, { transport, security, muxer, early })
  assertNamed(seen, listener, { transport: transport === 'wss' && listener.name === 'js' ? 'ws' : transport, security, muxer, early })

  const peer = there.peerId
  await dialer.ask('identify', { peer })
  await dialer.ask('ping', { peer, count: 2 })
  await dialer.ask('echo', { peer, bytes: 1024 * KIB, seed: 7 })
  const { streams } = await dialer.ask('streams', { peer, count: 100, bytes: 64 * KIB, stall: 0 })
  assert.deepEqual(streams.filter(({ ok }) => !ok), [])
  await dialer.ask('halfclose', { peer })
  if (losesResets(transport, dialer.name, listener.name)) {
    await dialer.fails('reset', { peer })
  } else {
    await dialer.ask('reset', { peer })
  }
}

/** Over QUIC a stream that rust drops ends in order for who reads, and js takes every end for an orderly one. See the README. */
function losesResets (transport, dialer, listener) {
  return transport === 'quic-v1' && (dialer === 'js' || (dialer === 'go' && listener === 'rust'))
}

/** QUIC has a security and a muxer of its own, which each library names in its own way or not at all. */
function assertNamed (report, by, { transport, security, muxer, early }) {
  assert.equal(report.transport, transport, `${by.name} names the transport`)
  if (transport === 'quic-v1') {
    console.log(`   ${by.name}: security ${report.security}, muxer ${report.muxer}`)
    return
  }
  assert.equal(report.security, SECURITY[security], `${by.name} names the security`)
  assert.equal(report.muxer, MUXERS[muxer], `${by.name} names the muxer`)
  assert.equal(report.earlyMuxer, EARLY.includes(by.name) && early, `${by.name} tells of the early muxer`)
}

async function proves (name, dialer, listener, combination) {
  try {
    await cell(dialer, listener, combination)
    console.log(`ok ${name}`)
  } catch (error) {
    failures++
    console.log(`FAILED ${name}: ${error.message}`)
  } finally {
    await dialer.ask('disconnect', { peer: (await listener.ready).peerId })
    await until(async () => (await listener.ask('connections')).connections.length === 0, 'the disconnect')
  }
}

async function against (listenerOf, listener, dialerOf, combinations, more = []) {
  for (const { security, muxer, transports, early } of combinations) {
    const dialer = start(dialerOf, [], security, muxer, more)
    for (const transport of transports) {
      const name = `${dialerOf[0]} dials ${listenerOf[0]} ${transport} ${security} ${muxer} ${more.map((text) => text.split('/').pop()).join(' ')}`
      await proves(name, dialer, listener, { transport, security, muxer, early })
    }
    dialer.kill()
  }
}

for (const dialerOf of executables) {
  for (const listenerOf of executables) {
    const muxers = SUPPORTED[dialerOf[0]].filter((muxer) => SUPPORTED[listenerOf[0]].includes(muxer))
    const early = EARLY.includes(dialerOf[0]) && EARLY.includes(listenerOf[0])
    const listener = start(listenerOf, Object.keys(LOOPBACK), 'noise,tls,plaintext', SUPPORTED[listenerOf[0]].join())
    const combinations = ['noise', 'tls', 'plaintext'].flatMap((security) => muxers.map((muxer) =>
      ({ security, muxer, transports: ['tcp', 'ws', 'wss'], early: early && security !== 'plaintext' })))
    combinations[0].transports.push('quic-v1')
    await against(listenerOf, listener, dialerOf, combinations)
    await against(listenerOf, listener, dialerOf,
      ['noise', 'tls'].map((security) => ({ security, muxer: 'yamux', transports: ['tcp'], early: false })), ['--no-early-muxer'])
    listener.kill()

    const secret = start(listenerOf, ['tcp', 'ws'], 'noise,tls', 'yamux', PRIVATE)
    await against(listenerOf, secret, dialerOf,
      ['noise', 'tls'].map((security) => ({ security, muxer: 'yamux', transports: ['tcp', 'ws'], early })), PRIVATE)
    secret.kill()
  }
}
console.log(failures === 0 ? 'all combinations passed' : `${failures} combinations failed`)
process.exit(failures === 0 ? 0 : 1)
