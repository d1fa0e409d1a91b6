/**
 * Who may connect at all. Entry type: {@link dev.jlibp2p.gate.ConnectionGater}.
 * Decides on addresses and peer ids alone and never opens or closes anything.
 */
@NullMarked
package dev.jlibp2p.gate;

import org.jspecify.annotations.NullMarked;
