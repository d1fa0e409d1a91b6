/**
 * Dials and streams as Micrometer observations. Entry type: {@link dev.jlibp2p.spring.observation.HostObservations}.
 * Knows no tracer; low-cardinality keys have their values from sets no peer can add to.
 */
@NullMarked
package dev.jlibp2p.spring.observation;

import org.jspecify.annotations.NullMarked;
