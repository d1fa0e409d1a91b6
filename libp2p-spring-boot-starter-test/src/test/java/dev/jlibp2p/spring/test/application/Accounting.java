package dev.jlibp2p.spring.test.application;

import org.springframework.stereotype.Component;

/** A part that has nothing to do with libp2p. */
@Component
public class Accounting {}
