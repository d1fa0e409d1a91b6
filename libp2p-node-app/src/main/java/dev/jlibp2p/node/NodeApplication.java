package dev.jlibp2p.node;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The managed node as a program. */
@SpringBootApplication
public class NodeApplication {
    /** Starts the node and serves until the process is told to stop. */
    public static void main(String[] args) {
        SpringApplication.run(NodeApplication.class, args);
    }
}
