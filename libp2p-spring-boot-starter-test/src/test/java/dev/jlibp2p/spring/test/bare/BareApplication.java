package dev.jlibp2p.spring.test.bare;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application of its own process, told by its standard input what to do. Its main method returns at once. */
public final class BareApplication {

    private BareApplication() {}

    public static void main(String[] arguments) {
        ConfigurableApplicationContext context = SpringApplication.run(Application.class, arguments);
        Host host = context.getBean(Host.class);
        Thread.ofPlatform().daemon().name("commands").start(() -> obey(context, host));
        say("listens", host.id().addTo(host.addresses().listen().getFirst()));
    }

    private static void obey(ConfigurableApplicationContext context, Host host) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] command = line.split(" ", 2);
                switch (command[0]) {
                    case "dial" -> say("connected", host.connect(Multiaddr.of(command[1])).peer());
                    case "find" -> say(command[1], isThere(command[1]) ? "present" : "absent");
                    default -> context.close();
                }
            }
        } catch (IOException e) {
            say("failed", e);
        }
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, BareApplication.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void say(String what, Object value) {
        System.out.println("> " + what + " " + value);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
