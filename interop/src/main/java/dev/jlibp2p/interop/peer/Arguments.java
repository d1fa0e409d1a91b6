package dev.jlibp2p.interop.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command line of a peer: {@code --name value} pairs and {@code --flag}s. */
record Arguments(List<String> given) {

    Arguments(String... given) {
        this(List.of(given));
    }

    boolean flag(String name) {
        return given.contains("--" + name);
    }

    Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    List<String> values(String name) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i + 1 < given.size(); i++) {
            if (given.get(i).equals("--" + name)) {
                found.add(given.get(i + 1));
            }
        }
        return found;
    }
}
