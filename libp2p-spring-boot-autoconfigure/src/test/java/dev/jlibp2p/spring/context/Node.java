package dev.jlibp2p.spring.context;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Applications without a web server, as these tests start them. */
final class Node {

    private Node() {}

    /** Listens on one port of the loopback address; 0 takes a free one. */
    static ConfigurableApplicationContext start(Class<?> application, int port, Path directory, String... more) {
        SpringApplication spring = new SpringApplication(application);
        spring.setWebApplicationType(WebApplicationType.NONE);
        spring.setRegisterShutdownHook(false);
        List<String> arguments = new ArrayList<>(List.of("--libp2p.data-dir=" + directory,
                "--libp2p.listen=/ip4/127.0.0.1/tcp/" + port));
        arguments.addAll(Arrays.asList(more));
        return spring.run(arguments.toArray(String[]::new));
    }

    static Host host(ApplicationContext context) {
        return context.getBean(Host.class);
    }

    static int port(ApplicationContext context) {
        return Integer.parseInt(
                host(context).addresses().listen().getFirst().first(Protocol.TCP).orElseThrow().value());
    }
}
