using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TabletLoans.Benchmarks;

/// <summary>
/// One keep-alive HTTP/1.1 connection, blocking and without allocation: the cores are shared with what is measured.
/// </summary>
internal sealed class Client : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
    private readonly byte[] _buffer = new byte[1 << 20];

    public Client(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>Sends a request and reads its answer to the end.</summary>
    public int Send(ReadOnlySpan<byte> request, out ReadOnlySpan<byte> answer)
    {
        _socket.Send(request);
        var read = 0;
        var complete = -1;
        while (complete < 0 || read < complete)
        {
            var count = _socket.Receive(_buffer.AsSpan(read));
            if (count == 0) throw new IOException("the service closed the connection");
            read += count;
            complete = Length(_buffer.AsSpan(0, read));
        }
        answer = _buffer.AsSpan(0, read);
        return (((answer[9] - '0') * 10) + answer[10] - '0') * 10 + answer[11] - '0';
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The length of the whole answer as far as it can be told; -1 while more must come.</summary>
    private static int Length(ReadOnlySpan<byte> read)
    {
        var head = read.IndexOf("\r\n\r\n"u8);
        if (head < 0) return -1;
        var field = read[..head].IndexOf("Content-Length: "u8);
        // Chunked: JSON has no bare line end, so the last chunk is known by its bytes.
        if (field < 0) return read.EndsWith("\r\n0\r\n\r\n"u8) ? read.Length : -1;
        _ = System.Buffers.Text.Utf8Parser.TryParse(read[(field + 16)..], out int length, out _);
        return head + 4 + length;
    }

    public static string Text(ReadOnlySpan<byte> answer) => Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 2_000)]);
}
