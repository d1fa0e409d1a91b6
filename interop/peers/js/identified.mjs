/** What identify and identify push told about each peer since it connected. */
export class Identified {
  #node
  #results = new Map()
  #connections = new WeakSet()
  #waiting = new Set()

  constructor (node) {
    this.#node = node
    node.addEventListener('peer:identify', ({ detail }) => {
      this.#results.set(detail.peerId.toString(), merge(this.#results.get(detail.peerId.toString()), detail))
      this.#connections.add(detail.connection)
      this.#wake()
    })
    node.addEventListener('connection:close', () => this.#wake())
  }

  /** Waits until the peer is identified and, where one is named, has the protocol. */
  async about (peer, protocol, timeoutMs) {
    const signal = AbortSignal.timeout(timeoutMs)
    for (;;) {
      const result = this.#results.get(peer.toString())
      if (result?.connection.status === 'open' && (protocol == null || result.protocols.includes(protocol))) {
        return report(result, await this.#node.peerStore.get(peer))
      }
      await this.#change(signal, `identify of ${peer}${protocol == null ? '' : ` with ${protocol}`}`)
    }
  }

  /** Waits until identify has finished on this connection. */
  async on (connection) {
    const signal = AbortSignal.timeout(10_000)
    while (!this.#connections.has(connection)) {
      if (connection.status !== 'open') {
        throw new Error('the connection closed before identify finished')
      }
      await this.#change(signal, 'identify on the connection')
    }
  }

  async #change (signal, what) {
    await new Promise((resolve, reject) => {
      const wake = () => {
        signal.removeEventListener('abort', expired)
        this.#waiting.delete(wake)
        resolve()
      }
      const expired = () => {
        this.#waiting.delete(wake)
        reject(new Error(`timed out waiting for ${what}`))
      }
      if (signal.aborted) {
        expired()
        return
      }
      signal.addEventListener('abort', expired, { once: true })
      this.#waiting.add(wake)
    })
  }

  #wake () {
    [...this.#waiting].forEach((wake) => wake())
  }
}

/** A push has no observed address and may leave out what did not change. */
function merge (before, now) {
  if (before == null) {
    return now
  }
  return {
    ...now,
    agentVersion: now.agentVersion ?? before.agentVersion,
    protocolVersion: now.protocolVersion ?? before.protocolVersion,
    observedAddr: now.observedAddr ?? before.observedAddr,
    protocols: now.protocols.length > 0 ? now.protocols : before.protocols,
    listenAddrs: now.listenAddrs.length > 0 ? now.listenAddrs : before.listenAddrs,
    signedPeerRecord: now.signedPeerRecord ?? before.signedPeerRecord
  }
}

function report (result, stored) {
  const record = result.signedPeerRecord
  return {
    peerId: result.peerId.toString(),
    agentVersion: result.agentVersion ?? null,
    protocolVersion: result.protocolVersion ?? null,
    protocols: result.protocols,
    storedProtocols: stored.protocols,
    listenAddrs: result.listenAddrs.map(String),
    observedAddr: result.observedAddr?.toString() ?? null,
    publicKeyType: result.peerId.publicKey?.type ?? stored.id.publicKey?.type ?? null,
    signedRecord: record == null
      ? { present: false }
      : { present: true, valid: true, seq: record.seq.toString(), addrs: record.addresses.map(String) }
  }
}
