/**
 * What is published, seen from outside: blank projects in Maven and in Gradle's notation. Entry types: the tests.
 * Knows the node only as the peer that the projects dial.
 */
@NullMarked
package dev.jlibp2p.consumers;

import org.jspecify.annotations.NullMarked;
