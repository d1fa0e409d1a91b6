package dev.jlibp2p.spring.handler;

import dev.jlibp2p.connection.MalformedMessageException;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.multiformats.Quote;
import dev.jlibp2p.resource.LogBudget;
import dev.jlibp2p.spring.handler.Call.Phase;
import java.io.EOFException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.MessagingException;

/**
 * Decides how a call ends that met an exception, and resets its stream unless an exception handler answers. What peers cause
 * is logged at debug level, in a bounded length; what the application causes is a warning, so many in a minute.
 */
final class FailedCalls {

    private static final Logger log = LoggerFactory.getLogger(Libp2pStreamHandler.class);

    private final Exchange exchange;

    private final ExceptionHandlers exceptionHandlers;

    private final LogBudget warnings;

    FailedCalls(Exchange exchange, ExceptionHandlers exceptionHandlers, LogBudget warnings) {
        this.exchange = exchange;
        this.exceptionHandlers = exceptionHandlers;
        this.warnings = warnings;
    }

    Outcome end(Call call, Throwable exception) {
        if (call.expired()) {
            return expired(call);
        }
        return switch (call.phase()) {
            case READING -> unread(call, exception);
            case CONVERTING, CALLING -> recovered(call, exception);
            case ANSWERING -> exception instanceof IOException ? abandoned(call, exception) : failed(call, exception);
        };
    }

    /** Its stream has been reset and its thread interrupted by now. */
    Outcome expired(Call call) {
        if (call.phase() == Phase.CALLING) {
            warnings.spend(withheld -> log.warn(
                    "{}: took longer than its timeout; its stream was reset and its thread interrupted ({} more lines before"
                            + " this one)",
                    exchange.description(), withheld));
        } else {
            log.debug("{}: {} was too slow", exchange.description(), call.stream().peer());
        }
        return Outcome.TIMED_OUT;
    }

    private Outcome unread(Call call, Throwable exception) {
        if (exception instanceof MalformedMessageException || exception instanceof EOFException) {
            return rejected(call, exception);
        }
        return exception instanceof IOException ? abandoned(call, exception) : failed(call, exception);
    }

    private Outcome recovered(Call call, Throwable exception) {
        StreamMethod recovery = exceptionHandlers.find(exception);
        if (recovery == null) {
            return unrecovered(call, exception);
        }
        try {
            if (exchange.recover(call, recovery, exception)) {
                return Outcome.ANSWERED;
            }
        } catch (Throwable e) {
            return call.expired() ? expired(call) : notRecovered(call, exception, e);
        }
        boolean rejected = isRequestsFault(call, exception);
        call.stream().reset(rejected ? ResetCodes.PROTOCOL_VIOLATION : code(exception));
        return rejected ? Outcome.REJECTED : Outcome.FAILED;
    }

    private Outcome notRecovered(Call call, Throwable original, Throwable exception) {
        if (exception.equals(original)) {
            return unrecovered(call, original);
        }
        boolean isNetworks = call.phase() == Phase.ANSWERING && exception instanceof IOException;
        return isNetworks ? abandoned(call, exception) : failed(call, exception);
    }

    private Outcome unrecovered(Call call, Throwable exception) {
        if (isRequestsFault(call, exception)) {
            return rejected(call, exception);
        }
        boolean isNetworks = exchange.onBytes() && exception instanceof IOException
                && !(exception instanceof StreamResetException);
        return isNetworks ? abandoned(call, exception) : failed(call, exception);
    }

    private static boolean isRequestsFault(Call call, Throwable exception) {
        return call.phase() == Phase.CONVERTING && exception instanceof MessagingException;
    }

    private Outcome rejected(Call call, Throwable exception) {
        log.debug("{}: a request of {} is refused: {}", exchange.description(), call.stream().peer(), brief(exception));
        call.stream().reset(ResetCodes.PROTOCOL_VIOLATION);
        return Outcome.REJECTED;
    }

    private Outcome abandoned(Call call, Throwable exception) {
        log.debug("{}: the stream of {} ended: {}", exchange.description(), call.stream().peer(), brief(exception));
        call.stream().reset(ResetCodes.NONE);
        return Outcome.ABANDONED;
    }

    private Outcome failed(Call call, Throwable exception) {
        if (exception instanceof StreamResetException reset) {
            // The application's own way to say no, or the peer's.
            log.debug("{}: {}", exchange.description(), brief(exception));
            call.stream().reset(reset.code());
            return reset.byPeer() ? Outcome.ABANDONED : Outcome.FAILED;
        }
        warnings.spend(withheld -> log.warn("{} failed; its stream is reset ({} more lines before this one)",
                exchange.description(), withheld, exception));
        call.stream().reset(ResetCodes.NONE);
        return Outcome.FAILED;
    }

    private static long code(Throwable exception) {
        return exception instanceof StreamResetException reset ? reset.code() : ResetCodes.NONE;
    }

    private static String brief(Throwable exception) {
        return Quote.shorten(exception.getClass().getSimpleName() + ": " + exception.getMessage());
    }
}
