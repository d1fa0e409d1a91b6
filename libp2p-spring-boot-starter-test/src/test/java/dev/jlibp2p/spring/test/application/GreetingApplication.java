package dev.jlibp2p.spring.test.application;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application as a user writes it. */
@SpringBootApplication
public class GreetingApplication {}
