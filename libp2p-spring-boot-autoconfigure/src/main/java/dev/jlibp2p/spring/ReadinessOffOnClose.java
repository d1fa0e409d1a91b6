package dev.jlibp2p.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Says that the application takes no more traffic when its context begins to close, before any part of it stops. Boot does so
 * where there is a web server; a node without one is found by its peers all the same.
 */
final class ReadinessOffOnClose implements ApplicationListener<ContextClosedEvent> {

    private final ApplicationContext context;

    private final ObjectProvider<ApplicationAvailability> availability;

    ReadinessOffOnClose(ApplicationContext context, ObjectProvider<ApplicationAvailability> availability) {
        this.context = context;
        this.availability = availability;
    }

    /** Contexts below this one tell their parents that they close. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext().equals(context) && !isOff()) {
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        }
    }

    private boolean isOff() {
        ApplicationAvailability known = availability.getIfAvailable();
        return known != null && known.getReadinessState() == ReadinessState.REFUSING_TRAFFIC
                && known.getLastChangeEvent(ReadinessState.class) != null;
    }
}
