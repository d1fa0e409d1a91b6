/**
 * Tests of libp2p applications, with Spring and without. Entry types: {@link dev.jlibp2p.spring.test.Libp2pTest} and
 * {@link dev.jlibp2p.spring.test.TestNetwork}. Opens no socket and writes no file.
 */
@NullMarked
package dev.jlibp2p.spring.test;

import org.jspecify.annotations.NullMarked;
