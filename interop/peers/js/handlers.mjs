import { concat, drain, readAll, StreamReader, writeAll, writeFiller } from './bytes.mjs'

export const ECHO = '/echo/1.0.0'
export const PERF = '/perf/1.0.0'
export const HALF_CLOSE = '/test/half-close/1.0.0'
export const RESET = '/test/reset/1.0.0'
export const SINK = '/test/sink/1.0.0'
export const REQUEST_RESPONSE = '/test/reqres/1.0.0'

const LIMITS = { maxInboundStreams: 100_000, maxOutboundStreams: 100_000 }

/** The server side of every protocol the matrix uses. */
export class Handlers {
  stats = { echoFinished: 0, echoFailed: 0, sinkBytes: 0 }
  #node
  #sinkGate = Promise.withResolvers()
  #sinks = 0

  constructor (node) {
    this.#node = node
  }

  async start () {
    await this.#handle(ECHO, (stream) => this.#echo(stream))
    await this.#handle(PERF, perf)
    await this.#handle(HALF_CLOSE, halfClose)
    await this.#handle(RESET, reset)
    await this.#handle(SINK, (stream) => this.#sink(stream))
    await this.#handle(REQUEST_RESPONSE, requestResponse)
  }

  async add (protocol) {
    await this.#handle(protocol, (stream) => stream.close())
  }

  /** Lets the sinks that wait now read on. */
  release () {
    const released = this.#sinks
    this.#sinks = 0
    this.#sinkGate.resolve()
    this.#sinkGate = Promise.withResolvers()
    return released
  }

  async #handle (protocol, serve) {
    await this.#node.handle(protocol, async (stream) => {
      try {
        await serve(stream)
      } catch (error) {
        console.error(protocol, error)
        stream.abort(error)
      }
    }, LIMITS)
  }

  async #echo (stream) {
    try {
      const reader = new StreamReader(stream)
      for (let bytes = await reader.read(); bytes != null; bytes = await reader.read()) {
        await writeAll(stream, bytes)
      }
      await stream.close()
      this.stats.echoFinished++
    } catch (error) {
      this.stats.echoFailed++
      throw error
    }
  }

  async #sink (stream) {
    const reader = new StreamReader(stream)
    reader.stall()
    this.#sinks++
    await this.#sinkGate.promise
    reader.proceed()
    const count = await drain(reader)
    this.stats.sinkBytes += count
    await writeAll(stream, uint64(count))
    await stream.close()
  }
}

async function perf (stream) {
  const reader = new StreamReader(stream)
  const head = await reader.readExactly(8)
  const download = Number(new DataView(head.buffer).getBigUint64(0))
  await drain(reader)
  await writeFiller(stream, download)
  await stream.close()
}

async function halfClose (stream) {
  const request = await readAll(new StreamReader(stream))
  await writeAll(stream, concat([Buffer.from('answer:'), request]))
  await stream.close()
}

async function reset (stream) {
  await new StreamReader(stream).read()
  stream.abort(new Error('reset on purpose'))
}

async function requestResponse (stream) {
  const reader = new StreamReader(stream)
  const head = await reader.readExactly(4)
  const length = new DataView(head.buffer).getUint32(0)
  const body = await reader.readExactly(length)
  await writeAll(stream, concat([head, body]))
  await stream.close()
}

function uint64 (value) {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}
