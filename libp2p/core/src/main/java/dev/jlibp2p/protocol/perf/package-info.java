/**
 * Measures throughput on the event loop; off by default.
 * Entry type: {@link dev.jlibp2p.protocol.perf.Perf}.
 * Knows the host's interface and nothing below streams.
 */
@NullMarked
package dev.jlibp2p.protocol.perf;

import org.jspecify.annotations.NullMarked;
