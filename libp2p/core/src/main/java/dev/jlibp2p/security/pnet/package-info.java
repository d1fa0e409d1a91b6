/**
 * Private networks: a key that all members share scrambles every byte. Entry type:
 * {@link dev.jlibp2p.security.pnet.PreSharedKey}. Knows nothing of transports, peers and what runs inside.
 */
@NullMarked
package dev.jlibp2p.security.pnet;

import org.jspecify.annotations.NullMarked;
