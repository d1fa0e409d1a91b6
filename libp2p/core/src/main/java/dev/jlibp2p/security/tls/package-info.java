/**
 * TLS 1.3 as libp2p speaks it: certificates that carry an identity, and the verdict on the peer's. Entry types:
 * {@link dev.jlibp2p.security.tls.TlsCertificate} and {@link dev.jlibp2p.security.tls.PeerTrust}. Knows no transport: TCP
 * and QUIC use the same certificates and the same verdict.
 */
@NullMarked
package dev.jlibp2p.security.tls;

import org.jspecify.annotations.NullMarked;
