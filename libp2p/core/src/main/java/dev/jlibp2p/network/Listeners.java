package dev.jlibp2p.network;

import dev.jlibp2p.resource.LogBudget;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody who hears of connections. Thread-safe. */
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();

    private final LogBudget warnings;

    Listeners(LogBudget warnings) {
        this.warnings = warnings;
    }

    void add(ConnectionListener listener) {
        listeners.add(listener);
    }

    void tell(Consumer<ConnectionListener> news) {
        for (ConnectionListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException | Error e) {
                warnings.spend(
                        withheld -> log.warn("a connection listener failed ({} more before it)", withheld, e));
            }
        }
    }
}
