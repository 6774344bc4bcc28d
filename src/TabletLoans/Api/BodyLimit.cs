namespace TabletLoans.Api;

/// <summary>
/// The limit of an endpoint. Not the framework's own metadata: with that one the server closes the connection by itself.
/// </summary>
internal interface IBodySize
{
    long MaxRequestBodySize { get; }
}

/// <summary>
/// Refuses a body over the endpoint's limit, after reading it away: a server that answers and closes while the client is still
/// sending gives the client a broken pipe instead of a 413.
/// </summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    /// <summary>Bytes, for endpoints that say no other (<see cref="IBodySize"/>).</summary>
    private const long Default = 1 << 20;

    /// <summary>What the server reads at the very most, of anybody; over that the connection is closed.</summary>
    public const long Most = 64 << 20;

    public async Task Invoke(HttpContext context)
    {
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<IBodySize>()?.MaxRequestBodySize ?? Default;
        var body = context.Request.Body;
        if (context.Request.ContentLength is null && !HttpMethods.IsGet(context.Request.Method)) context.Request.Body = new Bounded(body, limit);
        try
        {
            if (context.Request.ContentLength > limit) throw TooLarge();
            await next(context);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge && !context.Response.HasStarted)
        {
            await body.CopyToAsync(Stream.Null, context.RequestAborted);
            throw;
        }
    }

    private static BadHttpRequestException TooLarge() => new("the body is too large", StatusCodes.Status413PayloadTooLarge);

    /// <summary>A body whose length was not announced, read up to the limit.</summary>
    private sealed class Bounded(Stream inner, long limit) : Stream
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            return (_read += count) > limit ? throw TooLarge() : count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("bodies are read asynchronously");

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
