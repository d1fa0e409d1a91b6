/**
 * Names inside addresses: {@code dns}, {@code dns4}, {@code dns6} and {@code dnsaddr} become addresses that can be dialled.
 * Entry types: {@link dev.jlibp2p.name.AddressNames} and, for other sources of names, {@link dev.jlibp2p.name.NameResolver}.
 * Knows nothing of dials, gaters and transports.
 */
@NullMarked
package dev.jlibp2p.name;

import org.jspecify.annotations.NullMarked;
