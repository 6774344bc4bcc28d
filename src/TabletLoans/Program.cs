using TabletLoans;

return await Commands.Run(args);
