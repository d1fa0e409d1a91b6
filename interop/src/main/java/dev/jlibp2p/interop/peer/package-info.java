/**
 * Peers of the benchmark that run on the JVM: our host, and bare Netty as the ceiling. Both speak the control protocol of the
 * foreign peers. Entry types: {@link dev.jlibp2p.interop.peer.JavaPeer}, {@link dev.jlibp2p.interop.peer.NettyPeer}.
 * They must not use anything of core that an application could not use.
 */
@NullMarked
package dev.jlibp2p.interop.peer;

import org.jspecify.annotations.NullMarked;
