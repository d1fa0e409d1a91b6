import { createHash } from 'node:crypto'

/** The largest piece handed to a stream in one call. */
const CHUNK = 64 * 1024

/** What a paused stream may hold. The library's default of 4 MiB is less than the window it grants, and it resets beyond. */
const MAX_READ_BUFFER = 32 * 1024 * 1024

/** The bytes of a seed: xorshift32, four little-endian bytes a step, the same in every peer. */
export function deterministicBytes (seed, length) {
  const words = new Uint32Array(Math.ceil(length / 4))
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[i] = state
  }
  return new Uint8Array(words.buffer, 0, length)
}

export function sha256 () {
  return createHash('sha256')
}

/**
 * Pulls bytes from a js-libp2p stream. The library's own iterator buffers without bound and misses a FIN that came
 * before it was started, so this one pauses the stream while it has enough and asks `readableEnded`.
 */
export class StreamReader {
  #stream
  #queue = []
  #queued = 0
  #ended = false
  #error = null
  #wake = null
  #stopped = false

  constructor (stream) {
    this.#stream = stream
    stream.maxReadBufferLength = MAX_READ_BUFFER
    stream.addEventListener('message', (event) => {
      const bytes = event.data.subarray()
      this.#queue.push(bytes)
      this.#queued += bytes.byteLength
      if (this.#queued > CHUNK) {
        this.#pause()
      }
      this.#notify()
    })
    stream.addEventListener('end', () => this.#end(null))
    stream.addEventListener('close', (event) => this.#end(event.error ?? null))
    if (stream.readableEnded || stream.status !== 'open') {
      this.#ended = true
    }
  }

  /** Reads nothing, and takes nothing from the window, until `proceed` is called. */
  stall () {
    this.#stopped = true
    this.#pause()
  }

  proceed () {
    this.#stopped = false
    this.#resume()
    this.#notify()
  }

  /** The next bytes, or null at the end. */
  async read () {
    for (;;) {
      if (!this.#stopped) {
        if (this.#queue.length > 0) {
          const bytes = this.#queue.shift()
          this.#queued -= bytes.byteLength
          if (this.#queue.length === 0) {
            this.#resume()
          }
          return bytes
        }
        if (this.#error != null) {
          throw this.#error
        }
        if (this.#ended && this.#stream.readBufferLength === 0) {
          return null
        }
      }
      await new Promise((resolve) => { this.#wake = resolve })
    }
  }

  /** Exactly `length` bytes; what came beyond them stays for the next read. */
  async readExactly (length) {
    const result = new Uint8Array(length)
    let have = 0
    while (have < length) {
      const bytes = await this.read()
      if (bytes == null) {
        throw new Error(`the stream ended after ${have} of ${length} bytes`)
      }
      const take = Math.min(bytes.byteLength, length - have)
      result.set(bytes.subarray(0, take), have)
      have += take
      if (take < bytes.byteLength) {
        this.#queue.unshift(bytes.subarray(take))
        this.#queued += bytes.byteLength - take
      }
    }
    return result
  }

  #end (error) {
    this.#ended = true
    this.#error ??= error
    this.#notify()
  }

  #pause () {
    if (this.#stream.readStatus === 'readable') {
      this.#stream.pause()
    }
  }

  #resume () {
    if (this.#stream.readStatus === 'paused') {
      this.#stream.resume()
    }
  }

  #notify () {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }
}

/** Writes all bytes, waiting whenever the library says that its buffer is full. */
export async function writeAll (stream, bytes, chunk = CHUNK) {
  for (let at = 0; at < bytes.byteLength; at += chunk) {
    await write(stream, bytes.subarray(at, Math.min(at + chunk, bytes.byteLength)))
  }
}

/** Writes `length` bytes of no meaning. */
export async function writeFiller (stream, length) {
  const block = new Uint8Array(CHUNK)
  for (let left = length; left > 0; left -= CHUNK) {
    await write(stream, left >= CHUNK ? block : block.subarray(0, left))
  }
}

/** The library's `onDrain` waits only the first time, so this one listens itself. */
async function write (stream, bytes) {
  if (stream.send(bytes)) {
    return
  }
  const { promise, resolve, reject } = Promise.withResolvers()
  const closed = (event) => reject(event.error ?? new Error('the stream closed while it was written to'))
  stream.addEventListener('drain', resolve, { once: true })
  stream.addEventListener('close', closed, { once: true })
  try {
    await promise
  } finally {
    stream.removeEventListener('drain', resolve)
    stream.removeEventListener('close', closed)
  }
}

/** Reads to the end and counts. */
export async function drain (reader) {
  let count = 0
  for (let bytes = await reader.read(); bytes != null; bytes = await reader.read()) {
    count += bytes.byteLength
  }
  return count
}

export function concat (parts) {
  return new Uint8Array(Buffer.concat(parts))
}

/** Reads to the end and keeps it all. */
export async function readAll (reader) {
  const parts = []
  for (let bytes = await reader.read(); bytes != null; bytes = await reader.read()) {
    parts.push(bytes)
  }
  return concat(parts)
}
