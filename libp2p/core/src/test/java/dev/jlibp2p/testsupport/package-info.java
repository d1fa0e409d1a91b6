/**
 * What tests of every module lean on, published as this module's test-jar.
 * Entry type: {@link dev.jlibp2p.testsupport.LeakCheck}, found by JUnit itself.
 * It must not know any protocol.
 */
@NullMarked
package dev.jlibp2p.testsupport;

import org.jspecify.annotations.NullMarked;
