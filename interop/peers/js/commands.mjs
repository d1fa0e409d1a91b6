import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { concat, deterministicBytes, drain, readAll, sha256, StreamReader, writeAll, writeFiller } from './bytes.mjs'
import { ECHO, HALF_CLOSE, PERF, REQUEST_RESPONSE, RESET } from './handlers.mjs'
import { Identified } from './identified.mjs'
import { transportOf, usedEarlyMuxer } from './upgrades.mjs'

const OPEN = { maxOutboundStreams: 100_000 }

/** One method for each command of the control protocol. */
export class Commands {
  #node
  #handlers
  #identified
  #pushed = 0

  constructor (node, handlers) {
    this.#node = node
    this.#handlers = handlers
    this.#identified = new Identified(node)
  }

  async connect ({ addr, timeoutMs = 15_000 }) {
    const connection = await this.#node.dial(multiaddr(addr), { signal: AbortSignal.timeout(timeoutMs) })
    return describe(connection)
  }

  async connections () {
    return { connections: this.#node.getConnections().map(describe) }
  }

  async disconnect ({ peer }) {
    await this.#node.hangUp(peerIdFromString(peer))
  }

  async identify ({ peer, protocol, timeoutMs = 10_000 }) {
    return await this.#identified.about(peerIdFromString(peer), protocol, timeoutMs)
  }

  async ping ({ peer, count = 1 }) {
    const rttMs = []
    for (let i = 0; i < count; i++) {
      const started = performance.now()
      await this.#node.services.ping.ping(peerIdFromString(peer))
      rttMs.push(performance.now() - started)
    }
    return { rttMs }
  }

  async echo ({ peer, bytes, seed = 1, chunk }) {
    const payload = deterministicBytes(seed, bytes)
    const stream = await this.#open(peer, ECHO)
    return await echoOver(stream, new StreamReader(stream), payload, chunk)
  }

  async streams ({ peer, count, bytes, stall = 0, seed = 1 }) {
    const opened = await Promise.all(Array.from({ length: count }, async (_, index) => {
      const stream = await this.#open(peer, ECHO)
      const reader = new StreamReader(stream)
      if (index < stall) {
        reader.stall()
      }
      return { index, reader, echo: echoOver(stream, reader, deterministicBytes(seed + index, bytes)) }
    }))
    const outcomes = opened.map(({ echo }) => echo.then(() => ({ ok: true }), (error) => ({ ok: false, error: error.message })))
    await Promise.all(outcomes.slice(stall))
    const finishedBeforeStalled = outcomes.length - stall
    opened.slice(0, stall).forEach(({ reader }) => reader.proceed())
    return { finishedBeforeStalled, streams: await Promise.all(outcomes) }
  }

  async halfclose ({ peer }) {
    const stream = await this.#open(peer, HALF_CLOSE)
    const reader = new StreamReader(stream)
    await writeAll(stream, Buffer.from('request'))
    await stream.close()
    const answer = Buffer.from(await readAll(reader)).toString()
    if (answer !== 'answer:request') {
      throw new Error(`half-close answered "${answer}", expected "answer:request"`)
    }
    return { answer }
  }

  async reset ({ peer }) {
    const stream = await this.#open(peer, RESET)
    const reader = new StreamReader(stream)
    stream.send(new Uint8Array(1))
    let end
    try {
      end = await drain(reader)
    } catch (error) {
      return { seen: error.message }
    }
    throw new Error(`the stream ended in order after ${end} bytes, expected a reset`)
  }

  async resetme ({ peer, protocol = ECHO }) {
    const stream = await this.#open(peer, protocol)
    stream.send(new Uint8Array(1024))
    await new StreamReader(stream).readExactly(1024)
    stream.abort(new Error('reset on purpose'))
  }

  async open ({ peer, protocol }) {
    const stream = await this.#open(peer, protocol)
    await stream.close()
    return { protocol: stream.protocol }
  }

  async push () {
    const protocol = `/test/pushed/${++this.#pushed}`
    await this.#handlers.add(protocol)
    return { protocol }
  }

  async release () {
    return { released: this.#handlers.release() }
  }

  async stats () {
    return { ...this.#handlers.stats }
  }

  async perf ({ peer, upload, download, streams = 1 }) {
    const started = performance.now()
    const since = () => (performance.now() - started) / 1000
    const eachSeconds = await Promise.all(Array.from({ length: streams }, async () => {
      await transfer(await this.#open(peer, PERF), upload, download)
      return since()
    }))
    return { seconds: since(), eachSeconds }
  }

  async reqres ({ peer, protocol = REQUEST_RESPONSE, size = 1024, count, inflight = 1 }) {
    const request = concat([uint32(size), deterministicBytes(1, size)])
    const started = performance.now()
    let left = count
    const took = []
    const worker = async () => {
      while (left-- > 0) {
        const begun = performance.now()
        await this.#exchange(peer, protocol, request)
        took.push(performance.now() - begun)
      }
    }
    await Promise.all(Array.from({ length: inflight }, worker))
    const seconds = (performance.now() - started) / 1000
    took.sort((one, other) => one - other)
    return { seconds, count, p50Ms: rank(took, 0.5), p99Ms: rank(took, 0.99) }
  }

  async setups ({ addr, count, identify = true }) {
    const started = performance.now()
    for (let i = 0; i < count; i++) {
      const connection = await this.#node.dial(multiaddr(addr), { force: true })
      if (identify) {
        await this.#identified.on(connection)
      }
      await connection.close()
    }
    return { seconds: (performance.now() - started) / 1000, count }
  }

  /** From nothing to the first byte that comes back on a stream. */
  async firstbyte ({ addr }) {
    const started = performance.now()
    const connection = await this.#node.dial(multiaddr(addr), { force: true })
    const stream = await connection.newStream(ECHO, OPEN)
    stream.send(new Uint8Array(1))
    await new StreamReader(stream).readExactly(1)
    const seconds = (performance.now() - started) / 1000
    await stream.close()
    return { seconds }
  }

  async cpu () {
    const { user, system } = process.cpuUsage()
    return { seconds: (user + system) / 1e6, user: user / 1e6, system: system / 1e6 }
  }

  async #exchange (peer, protocol, request) {
    const stream = await this.#open(peer, protocol)
    const reader = new StreamReader(stream)
    await writeAll(stream, request)
    await stream.close()
    const received = await drain(reader)
    if (received !== request.byteLength) {
      throw new Error(`the answer has ${received} bytes, expected ${request.byteLength}`)
    }
  }

  async #open (peer, protocol) {
    const connection = this.#node.getConnections(peerIdFromString(peer)).find((candidate) => candidate.status === 'open')
    if (connection == null) {
      throw new Error(`no connection to ${peer}`)
    }
    return await connection.newStream(protocol, OPEN)
  }
}

async function transfer (stream, upload, download) {
  const reader = new StreamReader(stream)
  const head = new Uint8Array(8)
  new DataView(head.buffer).setBigUint64(0, BigInt(download))
  await writeAll(stream, head)
  await writeFiller(stream, upload)
  await stream.close()
  const received = await drain(reader)
  if (received !== download) {
    throw new Error(`received ${received} of ${download} bytes`)
  }
}

/** The time that so large a part of the sorted ones is not above. */
function rank (sorted, part) {
  return sorted[Math.min(Math.floor(part * sorted.length), sorted.length - 1)] ?? 0
}

async function echoOver (stream, reader, payload, chunk) {
  const writing = writeAll(stream, payload, chunk).then(() => stream.close())
  writing.catch((error) => stream.abort(error))
  const hash = sha256()
  let received = 0
  for (let bytes = await reader.read(); bytes != null; bytes = await reader.read()) {
    hash.update(bytes)
    received += bytes.byteLength
  }
  await writing
  const got = hash.digest('hex')
  const expected = sha256().update(payload).digest('hex')
  if (got !== expected) {
    throw new Error(`echoed ${received} bytes with sha256 ${got}, sent ${payload.byteLength} bytes with ${expected}`)
  }
  return { bytes: received, sha256: got }
}

function describe (connection) {
  return {
    peerId: connection.remotePeer.toString(),
    direction: connection.direction,
    transport: transportOf(connection.remoteAddr),
    security: connection.encryption,
    muxer: connection.multiplexer,
    earlyMuxer: usedEarlyMuxer(connection.remotePeer),
    remoteAddr: connection.remoteAddr.toString(),
    streams: connection.streams.length
  }
}

function uint32 (value) {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
