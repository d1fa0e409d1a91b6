/**
 * The cryptography of libp2p and the choice of who computes it: signatures, authenticated encryption, key agreement.
 * Start at {@link dev.jlibp2p.crypto.Signatures}.
 * Knows byte forms of keys only: no peers, no messages, no handshakes.
 */
@NullMarked
package dev.jlibp2p.crypto;

import org.jspecify.annotations.NullMarked;
