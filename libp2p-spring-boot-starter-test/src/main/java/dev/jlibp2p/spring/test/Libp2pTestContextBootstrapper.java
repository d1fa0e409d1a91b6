package dev.jlibp2p.spring.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Finds the application and the properties of a {@link Libp2pTest}. */
final class Libp2pTestContextBootstrapper extends TestSliceTestContextBootstrapper<Libp2pTest> {}
