/**
 * Addresses as configuration writes them. Entry types: {@link dev.jlibp2p.spring.address.ListenAddresses},
 * {@link dev.jlibp2p.spring.address.AnnounceTemplates}. Knows no bean and opens no socket.
 */
@NullMarked
package dev.jlibp2p.spring.address;

import org.jspecify.annotations.NullMarked;
