/**
 * What people read when a node does not start, or starts otherwise than they meant.
 * Entry types: the failure analyzers, and {@link dev.jlibp2p.spring.diagnostics.UnknownProperties}. Changes nothing.
 */
@NullMarked
package dev.jlibp2p.spring.diagnostics;

import org.jspecify.annotations.NullMarked;
