/**
 * The health of a node as its actuator tells it. Entry type: {@link dev.jlibp2p.spring.health.NodeHealthComponent}.
 * Knows no HTTP, and never talks to a peer.
 */
@NullMarked
package dev.jlibp2p.spring.health;

import org.jspecify.annotations.NullMarked;
