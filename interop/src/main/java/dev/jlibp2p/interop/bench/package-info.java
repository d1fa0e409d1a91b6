/**
 * The side-by-side benchmark: ours, go-, rust- and js-libp2p and bare Netty do the same work in interleaved rounds. Entry
 * types: {@link dev.jlibp2p.interop.bench.FiguresBench},
 * {@link dev.jlibp2p.interop.bench.Bench}, {@link dev.jlibp2p.interop.bench.MemoryBench},
 * {@link dev.jlibp2p.interop.bench.StreamsBench}, {@link dev.jlibp2p.interop.bench.RoundTripBench},
 * {@link dev.jlibp2p.interop.bench.StarterBench}. Knows contenders only by their control protocol.
 */
@NullMarked
package dev.jlibp2p.interop.bench;

import org.jspecify.annotations.NullMarked;
