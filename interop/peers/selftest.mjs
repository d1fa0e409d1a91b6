// Every command of the control protocol, between every ordered pair of peers. Arguments: name=executable ...
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Peer, until } from './selftest-peer.mjs'

const LISTEN = '/ip4/127.0.0.1/tcp/0'
const KEY_TYPES = (process.env.KEY_TYPES ?? 'ed25519,secp256k1,ecdsa,rsa').split(',')
const MIB = 1024 * 1024

const scratch = mkdtempSync(join(tmpdir(), 'peers-selftest-'))

/** A fresh RSA key for the rust peer, which does not make one. */
function rsaKey () {
  const file = join(scratch, `${randomUUID()}.pk8`)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'der' }))
  return file
}

function start (name, executable, keyType) {
  const args = ['--listen', LISTEN, '--key-type', keyType]
  return new Peer(name, executable, name === 'rust' && keyType === 'rsa' ? [...args, '--rsa-key', rsaKey()] : args)
}

async function everyCommand (dialer, listener, keyType, unrelatedPeer) {
  const here = await dialer.ready
  const there = await listener.ready
  const peer = there.peerId
  const step = timer()

  const connected = await dialer.ask('connect', { addr: there.addrs[0] })
  assert.equal(connected.peerId, peer)
  assert.equal(connected.security, '/noise')
  assert.equal(connected.muxer, '/yamux/1.0.0')
  const seen = (await dialer.ask('connections')).connections.find((connection) => connection.peerId === peer)
  assert.equal(seen.direction, 'outbound')
  await until(async () => (await listener.ask('connections')).connections.some(({ peerId, direction }) =>
    peerId === here.peerId && direction === 'inbound'), 'the inbound connection')
  step('connect')

  const identified = await dialer.ask('identify', { peer })
  assert.ok(identified.agentVersion)
  assert.ok(identified.protocols.includes('/echo/1.0.0'))
  assert.ok(identified.listenAddrs.length > 0)
  assert.equal(identified.publicKeyType.toLowerCase(), keyType)
  console.log('   signed record', JSON.stringify(identified.signedRecord), 'observed', identified.observedAddr)
  const backwards = await listener.ask('identify', { peer: here.peerId })
  assert.ok(backwards.protocols.includes('/echo/1.0.0'))
  step('identify')

  const { protocol } = await listener.ask('push')
  await dialer.ask('identify', { peer, protocol })
  step('push')

  assert.equal((await dialer.ask('ping', { peer, count: 3 })).rttMs.length, 3)
  step('ping')
  assert.equal((await dialer.ask('echo', { peer, bytes: 8 * MIB, seed: 7 })).bytes, 8 * MIB)
  assert.equal((await dialer.ask('echo', { peer, bytes: 1000, seed: 7, chunk: 1 })).bytes, 1000)
  assert.equal((await dialer.ask('echo', { peer, bytes: 0 })).bytes, 0)
  step('echo')

  const streams = await dialer.ask('streams', { peer, count: 100, bytes: MIB, stall: 1 })
  assert.equal(streams.finishedBeforeStalled, 99)
  assert.equal(streams.streams.length, 100)
  assert.deepEqual(streams.streams.filter((stream) => !stream.ok), [])
  step('streams')

  assert.equal((await dialer.ask('halfclose', { peer })).answer, 'answer:request')
  console.log('   reset seen as:', (await dialer.ask('reset', { peer })).seen)
  const before = (await listener.ask('stats')).echoFailed
  await dialer.ask('resetme', { peer })
  await until(async () => (await listener.ask('stats')).echoFailed === before + 1, 'the reset at the other side')
  console.log('   refused as:', await dialer.fails('open', { peer, protocol: '/no/such/protocol/1.0.0' }))
  assert.equal((await dialer.ask('open', { peer, protocol: '/test/half-close/1.0.0' })).protocol, '/test/half-close/1.0.0')
  const wrong = there.addrs[0].replace(peer, unrelatedPeer)
  if (dialer.name === 'js' && keyType === 'rsa') {
    assert.equal((await dialer.ask('connect', { addr: wrong })).peerId, peer, 'see "wrong peer id" in the README')
  } else {
    console.log('   wrong peer id:', await dialer.fails('connect', { addr: wrong }))
  }
  await dialer.fails('no-such-command')
  step('ends')

  await dialer.ask('perf', { peer, upload: 4 * MIB, download: 4 * MIB })
  assert.equal((await dialer.ask('perf', { peer, upload: MIB, download: MIB, streams: 10 })).eachSeconds.length, 10)
  const requests = await dialer.ask('reqres', { peer, count: 100, size: 1024, inflight: 8 })
  assert.ok(requests.p50Ms > 0 && requests.p99Ms >= requests.p50Ms)
  await listener.ask('release')
  assert.ok((await dialer.ask('cpu')).seconds > 0)
  step('speed')

  await dialer.ask('disconnect', { peer })
  await until(async () => (await listener.ask('connections')).connections.every(({ peerId }) => peerId !== here.peerId), 'the disconnect')
  assert.equal((await dialer.ask('setups', { addr: there.addrs[0], count: 10 })).count, 10)
  assert.ok((await dialer.ask('firstbyte', { addr: there.addrs[0] })).seconds > 0)
  step('setups')
}

function timer () {
  let last = performance.now()
  return (name) => {
    const now = performance.now()
    console.log(`   ${name} ${(now - last).toFixed(0)} ms`)
    last = now
  }
}

const executables = process.argv.slice(2).map((argument) => argument.split('='))
let failures = 0
for (const [dialerName, dialerExecutable] of executables) {
  for (const [listenerName, listenerExecutable] of executables) {
    for (const keyType of KEY_TYPES) {
      if (keyType === 'ecdsa' && [dialerName, listenerName].includes('js')) {
        continue
      }
      console.log(`${dialerName} dials ${listenerName}, ${keyType}`)
      const dialer = start(dialerName, dialerExecutable, keyType)
      const listener = start(listenerName, listenerExecutable, keyType)
      const unrelated = start(listenerName, listenerExecutable, keyType)
      try {
        await everyCommand(dialer, listener, keyType, (await unrelated.ready).peerId)
        dialer.closeStdin()
        listener.kill()
        await Promise.all([dialer.exited, listener.exited])
      } catch (error) {
        failures++
        console.log(`FAILED: ${error.stack}`)
      } finally {
        [dialer, listener, unrelated].forEach((peer) => peer.kill())
      }
    }
  }
}
rmSync(scratch, { recursive: true })
console.log(failures === 0 ? 'all pairs passed' : `${failures} pairs failed`)
process.exit(failures === 0 ? 0 : 1)
