// A peer in a process of its own, driven over its stdin and stdout.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export class Peer {
  #process
  #waiting = new Map()
  #lastId = 0

  constructor (name, executable, args) {
    this.name = name
    this.#process = spawn(executable, args, { stdio: ['pipe', 'pipe', process.env.VERBOSE ? 'inherit' : 'ignore'] })
    this.ready = new Promise((resolve, reject) => {
      this.#process.on('exit', (code) => {
        const error = new Error(`peer exited with ${code}`)
        reject(error)
        this.#waiting.forEach((waiter) => waiter.reject(error))
      })
      createInterface({ input: this.#process.stdout }).on('line', (line) => {
        const message = JSON.parse(line)
        message.event === 'ready' ? resolve(message) : this.#waiting.get(message.id).resolve(message)
      })
    })
    this.ready.catch(() => {})
    this.exited = new Promise((resolve) => this.#process.on('exit', resolve))
  }

  async raw (cmd, args = {}) {
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers()
    this.#waiting.set(id, { resolve, reject })
    const timer = setTimeout(() => reject(new Error(`${cmd} ${JSON.stringify(args)} got no answer in 60 s`)), 60_000)
    this.#process.stdin.write(JSON.stringify({ id, cmd, ...args }) + '\n')
    try {
      return await promise
    } finally {
      clearTimeout(timer)
    }
  }

  async ask (cmd, args) {
    const answer = await this.raw(cmd, args)
    assert.ok(answer.ok, `${cmd} ${JSON.stringify(args)}: ${answer.error}`)
    return answer
  }

  async fails (cmd, args) {
    const answer = await this.raw(cmd, args)
    assert.equal(answer.ok, false, `${cmd} ${JSON.stringify(args)} succeeded: ${JSON.stringify(answer)}`)
    assert.equal(typeof answer.error, 'string')
    return answer.error
  }

  closeStdin () {
    this.#process.stdin.end()
  }

  kill () {
    this.#process.kill('SIGTERM')
  }
}

export async function until (condition, what) {
  for (let i = 0; i < 250; i++) {
    if (await condition()) {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`waited 5 s for ${what}`)
}
